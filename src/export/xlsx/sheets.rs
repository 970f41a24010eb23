//! The sheets of a workbook, in their order.

/// A sheet: its name, what it has, and the statement that returns its rows.
pub(super) struct Sheet {
    pub name: &'static str,
    pub about: &'static str,
    pub sql: &'static str,
}

/// The sheet of the figures.
pub(super) const FIGURES: Sheet = Sheet {
    name: "figures",
    about: "every figure that a source states, with its comparator, bounds, unit, status and citation; `preferred` is no where that of \
            another source is preferred",
    sql: include_str!("figures.sql"),
};

/// The sheets after the one of the figures: what its codes mean, and what sources state without a number.
pub(super) const OTHERS: [Sheet; 14] = [
    Sheet {
        name: "statements",
        about: "what sources state without a number, each with its citation",
        sql: "SELECT code, subject, text, period, period_inferred, region, region_name, sector, sector_name, enterprise,
                     enterprise_name, source, citation, published_on, locator, note
                FROM statement ORDER BY subject, start_date, end_date, code",
    },
    Sheet {
        name: "metrics",
        about: "what is measured, and its definition",
        sql: "SELECT code, name, name_zh, definition, unit, kind, aggregation, base_metric, decimals, plausible_minimum,
                     plausible_maximum, prices, adjustment, base_period, growth_form
                FROM metric ORDER BY code",
    },
    Sheet {
        name: "units",
        about: "units of measure; `factor` is how many base units of the dimension one of them is",
        sql: "SELECT code, name, symbol, dimension, factor FROM unit ORDER BY code",
    },
    Sheet {
        name: "regions",
        about: "places, each with the one that it is in",
        sql: "SELECT r.code, r.name, r.name_zh, r.level, r.parent, r.valid_from, r.valid_until, q.code AS source
                FROM region AS r LEFT JOIN source AS q ON q.source_id = r.source_id ORDER BY r.code",
    },
    Sheet {
        name: "schemes",
        about: "classifications of sectors",
        sql: "SELECT s.code, s.name, s.name_zh, s.version, q.code AS source
                FROM scheme AS s LEFT JOIN source AS q ON q.source_id = s.source_id ORDER BY s.code",
    },
    Sheet {
        name: "sectors",
        about: "sectors of the economy and products",
        sql: "SELECT s.code, s.name, s.name_zh, s.scheme, s.parent, s.valid_from, s.valid_until, q.code AS source
                FROM sector AS s LEFT JOIN source AS q ON q.source_id = s.source_id ORDER BY s.code",
    },
    Sheet {
        name: "enterprises",
        about: "enterprises",
        sql: "SELECT code, name, name_zh, region, parent, credit_code, valid_from, valid_until FROM enterprise ORDER BY code",
    },
    Sheet {
        name: "enterprise sectors",
        about: "which enterprise works in which sector",
        sql: "SELECT enterprise, sector FROM enterprise_sector ORDER BY enterprise, sector",
    },
    Sheet {
        name: "designations",
        about: "what authorities call enterprises, such as little giants",
        sql: "SELECT code, name, name_zh, definition, level, ladder, rung FROM designation ORDER BY code",
    },
    Sheet {
        name: "designated",
        about: "which enterprise holds which of them, from when on, by which source",
        sql: "SELECT h.enterprise, h.designation, h.from_period, h.until_period, q.code AS source, i.published_on, h.locator, h.note
                FROM enterprise_designation AS h
                JOIN source AS q ON q.source_id = h.source_id
                JOIN edition AS i ON i.source_id = h.source_id AND i.edition = h.edition
               ORDER BY h.enterprise, h.designation, h.from_period, q.code",
    },
    Sheet {
        name: "aliases",
        about: "other names of regions, sectors and enterprises",
        sql: "SELECT name, region, sector, enterprise, language FROM alias ORDER BY name, region, sector, enterprise",
    },
    Sheet {
        name: "successions",
        about: "what took the place of what",
        sql: "SELECT s.region, s.sector, s.enterprise, s.successor_region, s.successor_sector, s.successor_enterprise,
                     s.succeeded_on, q.code AS source, s.locator, s.note
                FROM succession AS s LEFT JOIN source AS q ON q.source_id = s.source_id
               ORDER BY s.region, s.sector, s.enterprise, s.succeeded_on, s.successor_region, s.successor_sector,
                        s.successor_enterprise",
    },
    Sheet {
        name: "sources",
        about: "every edition of every source, as it is cited",
        sql: "SELECT q.code, i.published_on, i.cited_as, i.title, i.publisher, i.author, i.url, i.retrieved_on, i.language,
                     i.licence, q.priority, q.observations
                FROM source AS q JOIN edition AS i ON i.source_id = q.source_id
               ORDER BY q.code, coalesce(i.published_end, ''), i.edition",
    },
    Sheet {
        name: "columns",
        about: "what the columns mean, by the table or view of the database that they come from",
        sql: "SELECT table_name, column_name, meaning, unit
                FROM data_dictionary
               WHERE position > 0 AND table_name IN (
                     'alias', 'designation', 'edition', 'enterprise', 'enterprise_designation', 'enterprise_sector', 'fact', 'metric',
                     'region', 'scheme', 'sector', 'source', 'statement', 'succession', 'unit')
               ORDER BY table_name, position",
    },
];
