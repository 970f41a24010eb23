//! Keys of a descriptor that are probably misspelled.

use serde_json::Value;

use crate::problem::Violation;

/// The keys of a descriptor that are nearly one of those that change what is read. A Data Package may have any other key.
pub(super) fn misspelled_keys(text: &str) -> Vec<Violation> {
    const OF_A_RESOURCE: [&str; 7] = ["defaults", "dialect", "encoding", "mapping", "path", "schema", "table"];
    const OF_A_FIELD: [&str; 3] = ["decimalChar", "groupChar", "missingValues"];
    let Ok(descriptor) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) else { return Vec::new() };
    let mut violations = misspelled(&descriptor, &["buildsOn"]);
    let list = |object: &Value, key: &str| object.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    for resource in list(&descriptor, "resources") {
        violations.extend(misspelled(&resource, &OF_A_RESOURCE));
        let Some(schema) = resource.get("schema") else { continue };
        violations.extend(misspelled(schema, &["missingValues"]));
        violations.extend(list(schema, "fields").iter().flat_map(|field| misspelled(field, &OF_A_FIELD)));
    }
    violations
}

/// The keys of an object that differ from a known one in a letter, in capitals, hyphens or underscores.
fn misspelled(object: &Value, known: &[&'static str]) -> Vec<Violation> {
    let bare = |key: &str| key.replace(['_', '-'], "").to_lowercase();
    let slip = |key: &String| {
        let is_slip =
            |near: &&str| near != key && (bare(near) == bare(key) || strsim::damerau_levenshtein(near, key) == 1);
        // `scheme` and `$schema` are keys of the standard and of its tools.
        let near = known.iter().copied().find(is_slip).filter(|_| !["scheme", "$schema"].contains(&key.as_str()))?;
        Some(Violation::MisspelledKey { key: key.clone(), near })
    };
    object.as_object().into_iter().flat_map(serde_json::Map::keys).filter_map(slip).collect()
}
