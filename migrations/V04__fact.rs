//! The views `fact` and `former_fact`, which show the figures of two tables in the same columns.
#![allow(non_snake_case)]

/// The codes of removed sources, whose figures are kept in `revision`. The key of a source is a JSON array of its code; programs
/// disagree on whether a text that is taken out of JSON keeps its quotation marks. The first SELECT finds nothing: programs take the
/// types of the columns from it.
const REMOVED_SOURCE: &str = r#"CREATE VIEW removed_source AS
-- One row is a source that was removed.
SELECT source_id, code FROM source WHERE 1 = 0
 UNION ALL
SELECT c.source_id, c.code
  FROM (SELECT CAST(json_extract(x.before, '$.source_id') AS BIGINT) AS source_id,
               CAST(replace(replace(substr(x.row_key, 3, length(x.row_key) - 4), '\"', '"'), '\\', '\') AS TEXT) AS code,
               row_number() OVER (PARTITION BY CAST(json_extract(x.before, '$.source_id') AS BIGINT)
                                  ORDER BY x.change_id DESC) AS place
          FROM row_change AS x
         WHERE x.table_name = 'source' AND x.before IS NOT NULL) AS c
 WHERE c.place = 1
   AND NOT EXISTS (SELECT 1 FROM source AS s WHERE s.source_id = c.source_id);
"#;

const FACT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/fact.sql"));

/// The digits of a column without an exponent: 1.5e+15 becomes 1500000000000000, and 8.17e-05 becomes 0.0000817.
const PLAIN: &str = "(
         SELECT CASE WHEN instr(x.digits, 'e') = 0 OR abs({x}) >= 1e21 OR abs({x}) < 1e-20 THEN x.digits
                     WHEN abs({x}) > 1
                     THEN substr(replace(substr(x.digits, 1, instr(x.digits, 'e') - 1), '.', '') || '000000000000000000000',
                                 1, CAST(substr(x.digits, instr(x.digits, 'e') + 2) AS BIGINT) + 1)
                     ELSE '0.' || substr('00000000000000000000', 1,
                                         CAST(substr(x.digits, instr(x.digits, 'e') + 2) AS BIGINT) - 1) ||
                          replace(substr(x.digits, 1, instr(x.digits, 'e') - 1), '.', '') END
           FROM (SELECT printf('%.15g', abs({x})) AS digits) AS x)";

/// The number that was reported for a value, where it has more digits than a double can hold exactly, else its plain
/// digits.
const EXACT: &str = "CASE WHEN length(g.reported_number) BETWEEN 16 AND 33 AND instr(g.reported, ' ') = 0
                 AND length(ltrim(replace(g.reported_number, '.', ''), '0')) > 15
                 AND printf('%.15g', CAST(g.reported_number AS DOUBLE)) = printf('%.15g', abs(g.value))
                THEN g.reported_number ELSE {plain} END";

/// The fewest decimals that are shown: those of the metric, or as many as were stated, with zeros at the end. What was stated in
/// another unit says nothing of them.
const DECIMALS: &str = "(
         SELECT CASE WHEN s.stated BETWEEN s.fewest AND 15
                      AND printf('%.15g', CAST(s.number AS DOUBLE)) = printf('%.15g', abs(s.value)) THEN s.stated
                     ELSE s.fewest END
           FROM (SELECT r.number, r.value, r.fewest, length(r.number) - instr(r.number || '.', '.') AS stated
                   FROM (SELECT CASE WHEN g.reported IS NOT NULL THEN g.reported_number END AS number, g.value AS value,
                                g.fewest_decimals AS fewest) AS r) AS s)";

/// Plain digits in groups of three, with at least the decimals that are shown: 8800 becomes 8,800.
const GROUPED: &str = "(
         SELECT CASE WHEN instr(p.digits, 'e') > 0 THEN p.digits
                     ELSE CASE WHEN p.point < 20 THEN printf('%,d', CAST(substr(p.digits, 1, p.point - 1) AS BIGINT))
                               ELSE printf('%,d', CAST(substr(p.digits, 1, p.point - 16) AS BIGINT)) ||
                                    ',' || substr(p.digits, p.point - 15, 3) || ',' || substr(p.digits, p.point - 12, 3) ||
                                    ',' || substr(p.digits, p.point - 9, 3) || ',' || substr(p.digits, p.point - 6, 3) ||
                                    ',' || substr(p.digits, p.point - 3, 3) END ||
                          CASE WHEN p.decimals = 0 OR length(p.digits) - p.point >= p.decimals THEN substr(p.digits, p.point)
                               ELSE '.' || substr(substr(p.digits, p.point + 1) || '000000000000000', 1, p.decimals) END END
           FROM (SELECT n.digits, n.decimals, instr(n.digits || '.', '.') AS point
                   FROM (SELECT {digits} AS digits, {decimals} AS decimals) AS n) AS p)";

fn view(own: [(&str, &str); 9]) -> String {
    let plain = |column| PLAIN.replace("{x}", column);
    let exact = EXACT.replace("{plain}", &plain("g.value"));
    let text = FACT
        .replace("{grouped_value}", &GROUPED.replace("{digits}", &exact))
        // Both ends of a range have at least the decimals that were stated of the lower one.
        .replace("{grouped_upper}", &GROUPED.replace("{digits}", &plain("g.upper")))
        .replace("{decimals}", DECIMALS)
        .replace("{plain_value}", &plain("g.value"));
    own.iter().fold(text, |text, (place, words)| text.replace(place, words))
}

pub fn migration() -> String {
    let fact = view([
        ("{view}", "fact"),
        ("{row}", "one observation, every code beside its name."),
        ("{table}", "observation"),
        ("{load_id}", "f.load_id"),
        ("{source}", "q.code"),
        ("{cited_as}", "g.cited_as"),
        ("{own_columns}", ""),
        ("{own_join}", ""),
        ("{own_results}", ""),
    ]);
    let former_fact = view([
        ("{view}", "former_fact"),
        ("{row}", "a figure that a later edition revised, or that a load corrected or withdrew, with the columns of the view fact."),
        ("{table}", "revision"),
        ("{load_id}", "o.loaded_by"),
        ("{source}", "CAST(coalesce(q.code, (SELECT x.code FROM removed_source AS x WHERE x.source_id = o.source_id)) AS TEXT)"),
        ("{cited_as}", "coalesce(g.cited_as, g.source)"),
        ("{own_columns}", " o.removed_by, l.started_at AS removed_at, o.reason,"),
        ("{own_join}", "\n    LEFT JOIN load AS l ON l.load_id = o.removed_by"),
        ("{own_results}", ",\n       g.removed_by,\n       g.removed_at,\n       g.reason"),
    ]);
    format!("PRAGMA user_version = 4;\n\n{REMOVED_SOURCE}\n{fact}\n{former_fact}")
}
