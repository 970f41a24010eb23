//! What the statements of people may do: read.

use rusqlite::hooks::AuthAction;

/// Pragmas that only read.
const PRAGMAS: [&str; 14] = [
    "collation_list",
    "compile_options",
    "database_list",
    "foreign_key_check",
    "foreign_key_list",
    "function_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "quick_check",
    "table_info",
    "table_list",
    "table_xinfo",
];

/// Pragmas that read if they have no value, and change something if they have one.
const PRAGMAS_WITHOUT_VALUE: [&str; 6] =
    ["application_id", "encoding", "page_count", "page_size", "schema_version", "user_version"];

/// Functions that can do more than read the database.
const FORBIDDEN_FUNCTIONS: [&str; 2] = ["load_extension", "fts3_tokenizer"];

/// What an action does that is not allowed, in words; `None` for reading.
pub(super) fn forbidden(action: AuthAction<'_>) -> Option<String> {
    match action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => None,
        AuthAction::Function { function_name } => {
            let is_forbidden = FORBIDDEN_FUNCTIONS.iter().any(|name| function_name.eq_ignore_ascii_case(name));
            is_forbidden.then(|| format!("call {function_name}()"))
        }
        AuthAction::Pragma { pragma_name, pragma_value } => {
            let is_one_of = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(pragma_name));
            let is_allowed = is_one_of(&PRAGMAS) || is_one_of(&PRAGMAS_WITHOUT_VALUE) && pragma_value.is_none();
            (!is_allowed).then(|| format!("use PRAGMA {pragma_name}"))
        }
        AuthAction::Insert { table_name }
        | AuthAction::Update { table_name, .. }
        | AuthAction::Delete { table_name }
            if table_name.starts_with("sqlite_") =>
        {
            Some("change the schema".to_owned())
        }
        AuthAction::Insert { table_name } => Some(format!("insert into {table_name}")),
        AuthAction::Update { table_name, .. } => Some(format!("update {table_name}")),
        AuthAction::Delete { table_name } => Some(format!("delete from {table_name}")),
        AuthAction::Attach { .. } => Some("attach or write another file".to_owned()),
        AuthAction::Detach { .. } => Some("detach a database".to_owned()),
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => Some("open or close a transaction".to_owned()),
        AuthAction::CreateTable { table_name } | AuthAction::CreateTempTable { table_name } => {
            Some(format!("create the table {table_name}"))
        }
        AuthAction::DropTable { table_name } => Some(format!("drop the table {table_name}")),
        _ => Some("change the schema".to_owned()),
    }
}
