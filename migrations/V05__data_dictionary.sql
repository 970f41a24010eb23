-- The schema explains itself: a row for every column of every table and view.

PRAGMA user_version = 5;

CREATE TABLE data_dictionary (
  -- One row is a column of a table or view, or at position 0 the table itself.
  table_name  TEXT NOT NULL,
  position    INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  type        TEXT NOT NULL,
  meaning     TEXT NOT NULL,
  unit        TEXT,
  PRIMARY KEY (table_name, position)
) STRICT, WITHOUT ROWID;

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('source', 0, '', 'table', 'a document that figures and claims are cited from', NULL),
  ('source', 1, 'source_id', 'INTEGER', 'number of the source, to join by', NULL),
  ('source', 2, 'code', 'TEXT', 'identifier in datasets', NULL),
  ('source', 3, 'title', 'TEXT', 'title of the document', NULL),
  ('source', 4, 'publisher', 'TEXT', 'who published it', NULL),
  ('source', 5, 'author', 'TEXT', 'who wrote it', NULL),
  ('source', 6, 'url', 'TEXT', 'where it can be read', NULL),
  ('source', 7, 'published_on', 'TEXT', 'day of publication, ISO 8601', NULL),
  ('source', 8, 'retrieved_on', 'TEXT', 'day on which it was read, ISO 8601', NULL),
  ('source', 9, 'language', 'TEXT', 'language of the document, BCP 47', NULL),
  ('source', 10, 'licence', 'TEXT', 'licence it is under', NULL),
  ('source', 11, 'priority', 'INTEGER', 'preference among sources that tell the same figure; lower is preferred', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('unit', 0, '', 'table', 'a unit of measure', NULL),
  ('unit', 1, 'code', 'TEXT', 'identifier', NULL),
  ('unit', 2, 'name', 'TEXT', 'name in words', NULL),
  ('unit', 3, 'symbol', 'TEXT', 'how it is written behind a number', NULL),
  ('unit', 4, 'dimension', 'TEXT', 'what it measures; units of one dimension convert into each other', NULL),
  ('unit', 5, 'factor', 'REAL', 'how many of the dimension''s base unit it is', 'base units');

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('region', 0, '', 'table', 'a place', NULL),
  ('region', 1, 'code', 'TEXT', 'identifier: ISO 3166, GB/T 2260 or UN M49 where one exists', NULL),
  ('region', 2, 'name', 'TEXT', 'name in English', NULL),
  ('region', 3, 'name_zh', 'TEXT', 'name in Chinese', NULL),
  ('region', 4, 'level', 'TEXT', 'kind of place, such as country, province, prefecture, district, port', NULL),
  ('region', 5, 'parent', 'TEXT', 'code of the place it lies in', NULL),
  ('region', 6, 'source_id', 'INTEGER', 'source that lists it', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('sector', 0, '', 'table', 'a sector of the economy or a product', NULL),
  ('sector', 1, 'code', 'TEXT', 'identifier', NULL),
  ('sector', 2, 'name', 'TEXT', 'name in English', NULL),
  ('sector', 3, 'name_zh', 'TEXT', 'name in Chinese', NULL),
  ('sector', 4, 'scheme', 'TEXT', 'classification: isic4, gbt4754, nbs or local', NULL),
  ('sector', 5, 'parent', 'TEXT', 'code of the sector it belongs to', NULL),
  ('sector', 6, 'source_id', 'INTEGER', 'source that lists it', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('metric', 0, '', 'table', 'a thing that is measured', NULL),
  ('metric', 1, 'code', 'TEXT', 'identifier', NULL),
  ('metric', 2, 'name', 'TEXT', 'name in English', NULL),
  ('metric', 3, 'name_zh', 'TEXT', 'name in Chinese', NULL),
  ('metric', 4, 'definition', 'TEXT', 'what exactly is measured', NULL),
  ('metric', 5, 'unit', 'TEXT', 'code of the unit that its figures are stored in', NULL),
  ('metric', 6, 'kind', 'TEXT', 'level, share, growth, count, duration or ranking', NULL),
  ('metric', 7, 'aggregation', 'TEXT', 'how parts make a whole: sum (over subjects and time), last (over subjects, the last over time), average, none', NULL),
  ('metric', 8, 'base_metric', 'TEXT', 'of a growth the metric that grows, against the same period a year before; of an amount restated in another currency the metric of the amount', NULL),
  ('metric', 9, 'decimals', 'INTEGER', 'fewest decimals shown', 'digits'),
  ('metric', 10, 'plausible_minimum', 'REAL', 'smallest plausible value', 'the metric''s unit'),
  ('metric', 11, 'plausible_maximum', 'REAL', 'largest plausible value', 'the metric''s unit');

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('enterprise', 0, '', 'table', 'a firm', NULL),
  ('enterprise', 1, 'code', 'TEXT', 'identifier', NULL),
  ('enterprise', 2, 'name', 'TEXT', 'name in English', NULL),
  ('enterprise', 3, 'name_zh', 'TEXT', 'name in Chinese', NULL),
  ('enterprise', 4, 'region', 'TEXT', 'code of the place it is in', NULL),
  ('enterprise', 5, 'parent', 'TEXT', 'code of the firm it belongs to', NULL),
  ('enterprise', 6, 'credit_code', 'TEXT', 'unified social credit code, GB 32100', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('enterprise_sector', 0, '', 'table', 'a sector that a firm works in', NULL),
  ('enterprise_sector', 1, 'enterprise', 'TEXT', 'code of the firm', NULL),
  ('enterprise_sector', 2, 'sector', 'TEXT', 'code of the sector', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('alias', 0, '', 'table', 'another name of one region, sector or enterprise', NULL),
  ('alias', 1, 'name', 'TEXT', 'the other name', NULL),
  ('alias', 2, 'region', 'TEXT', 'code of the region it names, or empty', NULL),
  ('alias', 3, 'sector', 'TEXT', 'code of the sector it names, or empty', NULL),
  ('alias', 4, 'enterprise', 'TEXT', 'code of the enterprise it names, or empty', NULL),
  ('alias', 5, 'language', 'TEXT', 'language of the name, BCP 47', NULL),
  ('alias', 6, 'region_code', 'TEXT', 'region, NULL where that is empty', NULL),
  ('alias', 7, 'sector_code', 'TEXT', 'sector, NULL where that is empty', NULL),
  ('alias', 8, 'enterprise_code', 'TEXT', 'enterprise, NULL where that is empty', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('designation', 0, '', 'table', 'a title that an authority grants to firms', NULL),
  ('designation', 1, 'code', 'TEXT', 'identifier', NULL),
  ('designation', 2, 'name', 'TEXT', 'name in English', NULL),
  ('designation', 3, 'name_zh', 'TEXT', 'name in Chinese', NULL),
  ('designation', 4, 'definition', 'TEXT', 'what it takes', NULL),
  ('designation', 5, 'level', 'TEXT', 'level of the authority: national, provincial or city', NULL),
  ('designation', 6, 'ladder', 'TEXT', 'ladder that it is a rung of', NULL),
  ('designation', 7, 'rung', 'INTEGER', 'place on the ladder, 1 is the lowest rung', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('period', 0, '', 'table', 'a span of time that something is told about', NULL),
  ('period', 1, 'code', 'TEXT', 'identifier: the shortest standard spelling of the span', NULL),
  ('period', 2, 'frequency', 'TEXT', 'SDMX CL_FREQ: A year, S half-year, Q quarter, M month, W week, D day, _O other', NULL),
  ('period', 3, 'start_date', 'TEXT', 'first day, ISO 8601', NULL),
  ('period', 4, 'end_date', 'TEXT', 'last day, which belongs to it, ISO 8601', NULL),
  ('period', 5, 'year_before', 'TEXT', 'code of the same span one year earlier, whether or not anything is told about it', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('enterprise_designation', 0, '', 'table', 'a title that a firm holds from a period on, as told by one source', NULL),
  ('enterprise_designation', 1, 'enterprise', 'TEXT', 'code of the firm', NULL),
  ('enterprise_designation', 2, 'designation', 'TEXT', 'code of the title', NULL),
  ('enterprise_designation', 3, 'from_period', 'TEXT', 'code of the period it was granted in', NULL),
  ('enterprise_designation', 4, 'until_period', 'TEXT', 'code of the last period it is held in; NULL while it is held', NULL),
  ('enterprise_designation', 5, 'source_id', 'INTEGER', 'source that tells it', NULL),
  ('enterprise_designation', 6, 'locator', 'TEXT', 'place in the source', NULL),
  ('enterprise_designation', 7, 'note', 'TEXT', 'remark', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('load', 0, '', 'table', 'a load that changed the file', NULL),
  ('load', 1, 'load_id', 'INTEGER', 'number of the load', NULL),
  ('load', 2, 'started_at', 'TEXT', 'when it started, ISO 8601 in UTC', NULL),
  ('load', 3, 'version', 'TEXT', 'version of yearbook that ran it', NULL),
  ('load', 4, 'read', 'INTEGER', 'rows read: the sum of the next four', 'rows'),
  ('load', 5, 'inserted', 'INTEGER', 'rows that were new', 'rows'),
  ('load', 6, 'revised', 'INTEGER', 'rows that replaced another', 'rows'),
  ('load', 7, 'unchanged', 'INTEGER', 'rows that were there already', 'rows'),
  ('load', 8, 'rejected', 'INTEGER', 'rows that were refused', 'rows');

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('load_file', 0, '', 'table', 'a file that a load read', NULL),
  ('load_file', 1, 'file_id', 'INTEGER', 'number of the file', NULL),
  ('load_file', 2, 'load_id', 'INTEGER', 'load that read it', NULL),
  ('load_file', 3, 'package', 'TEXT', 'name of the dataset', NULL),
  ('load_file', 4, 'path', 'TEXT', 'path in the dataset', NULL),
  ('load_file', 5, 'table_name', 'TEXT', 'table that it fills', NULL),
  ('load_file', 6, 'sha256', 'TEXT', 'SHA-256 of its bytes, in hexadecimal', NULL),
  ('load_file', 7, 'bytes', 'INTEGER', 'size', 'bytes'),
  ('load_file', 8, 'read', 'INTEGER', 'rows read: the sum of the next four', 'rows'),
  ('load_file', 9, 'inserted', 'INTEGER', 'rows that were new', 'rows'),
  ('load_file', 10, 'revised', 'INTEGER', 'rows that replaced another', 'rows'),
  ('load_file', 11, 'unchanged', 'INTEGER', 'rows that were there already', 'rows'),
  ('load_file', 12, 'rejected', 'INTEGER', 'rows that were refused', 'rows');

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('reject', 0, '', 'table', 'a row of a file that was refused', NULL),
  ('reject', 1, 'reject_id', 'INTEGER', 'number of the refused row', NULL),
  ('reject', 2, 'file_id', 'INTEGER', 'file it stands in', NULL),
  ('reject', 3, 'line', 'INTEGER', 'line it starts on, from 1', NULL),
  ('reject', 4, 'column_name', 'TEXT', 'column that is wrong, where it is one', NULL),
  ('reject', 5, 'cell', 'TEXT', 'text of the cell', NULL),
  ('reject', 6, 'rule', 'TEXT', 'code of the rule that is broken', NULL),
  ('reject', 7, 'message', 'TEXT', 'what is wrong', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('series', 0, '', 'table', 'a metric about one subject; a dimension it is not broken down by is empty', NULL),
  ('series', 1, 'series_id', 'INTEGER', 'number of the series, to join by', NULL),
  ('series', 2, 'metric', 'TEXT', 'code of the metric', NULL),
  ('series', 3, 'region', 'TEXT', 'code of the region, or empty', NULL),
  ('series', 4, 'sector', 'TEXT', 'code of the sector, or empty', NULL),
  ('series', 5, 'enterprise', 'TEXT', 'code of the enterprise, or empty', NULL),
  ('series', 6, 'breakdown', 'TEXT', 'further dimensions: sorted key=value pairs joined by ;, or empty', NULL),
  ('series', 7, 'observations', 'INTEGER', 'number of observations', 'observations'),
  ('series', 8, 'first_period', 'TEXT', 'period that starts first', NULL),
  ('series', 9, 'last_period', 'TEXT', 'period that ends last', NULL),
  ('series', 10, 'region_code', 'TEXT', 'region, NULL where that is empty', NULL),
  ('series', 11, 'sector_code', 'TEXT', 'sector, NULL where that is empty', NULL),
  ('series', 12, 'enterprise_code', 'TEXT', 'enterprise, NULL where that is empty', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('observation', 0, '', 'table', 'the figure of a series for a period, as told by one source', NULL),
  ('observation', 1, 'series_id', 'INTEGER', 'series it belongs to', NULL),
  ('observation', 2, 'period', 'TEXT', 'code of the period it is about', NULL),
  ('observation', 3, 'source_id', 'INTEGER', 'source that tells it', NULL),
  ('observation', 4, 'value', 'REAL', 'the figure; of a range the lower bound; NULL where it is missing', 'the metric''s unit'),
  ('observation', 5, 'comparator', 'TEXT', 'how the figure stands to the true one: = exact, ~ about, > >= < <=, .. a range', NULL),
  ('observation', 6, 'upper', 'REAL', 'upper bound of a range, NULL for anything else', 'the metric''s unit'),
  ('observation', 7, 'status', 'TEXT', 'SDMX CL_OBS_STATUS: A normal, F forecast, E estimate, P provisional, O missing, ...', NULL),
  ('observation', 8, 'reported', 'TEXT', 'the figure as it was told, where that differs', NULL),
  ('observation', 9, 'locator', 'TEXT', 'place in the source', NULL),
  ('observation', 10, 'note', 'TEXT', 'remark', NULL),
  ('observation', 11, 'file_id', 'INTEGER', 'file it was loaded from', NULL),
  ('observation', 12, 'line', 'INTEGER', 'line of that file, from 1', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('claim', 0, '', 'table', 'a cited statement with no number, in our own words', NULL),
  ('claim', 1, 'code', 'TEXT', 'identifier', NULL),
  ('claim', 2, 'text', 'TEXT', 'the statement', NULL),
  ('claim', 3, 'region', 'TEXT', 'code of the region it is about', NULL),
  ('claim', 4, 'sector', 'TEXT', 'code of the sector it is about', NULL),
  ('claim', 5, 'enterprise', 'TEXT', 'code of the enterprise it is about', NULL),
  ('claim', 6, 'period', 'TEXT', 'code of the period it is about', NULL),
  ('claim', 7, 'source_id', 'INTEGER', 'source that makes it', NULL),
  ('claim', 8, 'locator', 'TEXT', 'place in the source', NULL),
  ('claim', 9, 'note', 'TEXT', 'remark', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('revision', 0, '', 'table', 'a figure that a later load replaced or withdrew', NULL),
  ('revision', 1, 'revision_id', 'INTEGER', 'number of the revision', NULL),
  ('revision', 2, 'series_id', 'INTEGER', 'series it belongs to', NULL),
  ('revision', 3, 'period', 'TEXT', 'code of the period it is about', NULL),
  ('revision', 4, 'source_id', 'INTEGER', 'source that tells it', NULL),
  ('revision', 5, 'value', 'REAL', 'the figure; of a range the lower bound; NULL where it is missing', 'the metric''s unit'),
  ('revision', 6, 'comparator', 'TEXT', 'how the figure stands to the true one: = exact, ~ about, > >= < <=, .. a range', NULL),
  ('revision', 7, 'upper', 'REAL', 'upper bound of a range, NULL for anything else', 'the metric''s unit'),
  ('revision', 8, 'status', 'TEXT', 'SDMX CL_OBS_STATUS: A normal, F forecast, E estimate, P provisional, O missing, ...', NULL),
  ('revision', 9, 'reported', 'TEXT', 'the figure as it was told, where that differs', NULL),
  ('revision', 10, 'locator', 'TEXT', 'place in the source', NULL),
  ('revision', 11, 'note', 'TEXT', 'remark', NULL),
  ('revision', 12, 'file_id', 'INTEGER', 'file it was loaded from', NULL),
  ('revision', 13, 'line', 'INTEGER', 'line of that file, from 1', NULL),
  ('revision', 14, 'loaded_by', 'INTEGER', 'load that put the figure there', NULL),
  ('revision', 15, 'removed_by', 'INTEGER', 'load that took it away', NULL),
  ('revision', 16, 'reason', 'TEXT', 'revised or withdrawn', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('report', 0, '', 'table', 'a predefined report that came with a dataset', NULL),
  ('report', 1, 'name', 'TEXT', 'name to call it by', NULL),
  ('report', 2, 'package', 'TEXT', 'dataset that brought it', NULL),
  ('report', 3, 'title', 'TEXT', 'title', NULL),
  ('report', 4, 'description', 'TEXT', 'what its rows are and how to read them', NULL),
  ('report', 5, 'sql', 'TEXT', 'the file: front matter and one SELECT', NULL),
  ('report', 6, 'parameters', 'TEXT', 'its parameters, a JSON array', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('data_dictionary', 0, '', 'table', 'a column of a table or view, or at position 0 the table itself', NULL),
  ('data_dictionary', 1, 'table_name', 'TEXT', 'table or view', NULL),
  ('data_dictionary', 2, 'position', 'INTEGER', 'place of the column, from 1; 0 is the table itself', NULL),
  ('data_dictionary', 3, 'column_name', 'TEXT', 'column; empty for the table itself', NULL),
  ('data_dictionary', 4, 'type', 'TEXT', 'type of the column; table or view for the table itself', NULL),
  ('data_dictionary', 5, 'meaning', 'TEXT', 'what it holds; for the table itself what one row is', NULL),
  ('data_dictionary', 6, 'unit', 'TEXT', 'unit of its numbers', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('refinery_schema_history', 0, '', 'table', 'a migration of the schema that was applied', NULL),
  ('refinery_schema_history', 1, 'version', 'INT4', 'number of the migration', NULL),
  ('refinery_schema_history', 2, 'name', 'VARCHAR(255)', 'name of the migration', NULL),
  ('refinery_schema_history', 3, 'applied_on', 'VARCHAR(255)', 'when it was applied, ISO 8601', NULL),
  ('refinery_schema_history', 4, 'checksum', 'VARCHAR(255)', 'checksum of its text', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('fact', 0, '', 'view', 'one observation, every code beside its name', NULL),
  ('fact', 1, 'metric', 'TEXT', 'code of the metric', NULL),
  ('fact', 2, 'metric_name', 'TEXT', 'name of the metric', NULL),
  ('fact', 3, 'metric_name_zh', 'TEXT', 'name of the metric in Chinese', NULL),
  ('fact', 4, 'kind', 'TEXT', 'kind of the metric: level, share, growth, count, duration or ranking', NULL),
  ('fact', 5, 'region', 'TEXT', 'code of the region, or empty', NULL),
  ('fact', 6, 'region_name', 'TEXT', 'name of the region', NULL),
  ('fact', 7, 'region_name_zh', 'TEXT', 'name of the region in Chinese', NULL),
  ('fact', 8, 'sector', 'TEXT', 'code of the sector, or empty', NULL),
  ('fact', 9, 'sector_name', 'TEXT', 'name of the sector', NULL),
  ('fact', 10, 'sector_name_zh', 'TEXT', 'name of the sector in Chinese', NULL),
  ('fact', 11, 'enterprise', 'TEXT', 'code of the enterprise, or empty', NULL),
  ('fact', 12, 'enterprise_name', 'TEXT', 'name of the enterprise', NULL),
  ('fact', 13, 'enterprise_name_zh', 'TEXT', 'name of the enterprise in Chinese', NULL),
  ('fact', 14, 'breakdown', 'TEXT', 'further dimensions: sorted key=value pairs joined by ;, or empty', NULL),
  ('fact', 15, 'subject', 'TEXT', 'what the figure is about, in words: enterprise, sector, region [breakdown]', NULL),
  ('fact', 16, 'period', 'TEXT', 'code of the period', NULL),
  ('fact', 17, 'frequency', 'TEXT', 'frequency of the period, SDMX CL_FREQ', NULL),
  ('fact', 18, 'start_date', 'TEXT', 'first day of the period', NULL),
  ('fact', 19, 'end_date', 'TEXT', 'last day of the period', NULL),
  ('fact', 20, 'comparator', 'TEXT', 'how the figure stands to the true one: = exact, ~ about, > >= < <=, .. a range', NULL),
  ('fact', 21, 'value', 'REAL', 'the figure; of a range the lower bound; NULL where it is missing', 'the metric''s unit'),
  ('fact', 22, 'upper', 'REAL', 'upper bound of a range, NULL for anything else', 'the metric''s unit'),
  ('fact', 23, 'low', 'REAL', 'lower bound that the comparator implies; NULL where the end is open', 'the metric''s unit'),
  ('fact', 24, 'high', 'REAL', 'upper bound that the comparator implies; NULL where the end is open', 'the metric''s unit'),
  ('fact', 25, 'unit', 'TEXT', 'code of the unit', NULL),
  ('fact', 26, 'unit_symbol', 'TEXT', 'symbol of the unit', NULL),
  ('fact', 27, 'display', 'TEXT', 'the figure with its hedge, as people read it', NULL),
  ('fact', 28, 'status', 'TEXT', 'SDMX CL_OBS_STATUS: A normal, F forecast, E estimate, P provisional, O missing, ...', NULL),
  ('fact', 29, 'status_name', 'TEXT', 'status in words', NULL),
  ('fact', 30, 'reported', 'TEXT', 'the figure as it was told, where that differs', NULL),
  ('fact', 31, 'source', 'TEXT', 'code of the source', NULL),
  ('fact', 32, 'title', 'TEXT', 'title of the source', NULL),
  ('fact', 33, 'publisher', 'TEXT', 'publisher of the source', NULL),
  ('fact', 34, 'published_on', 'TEXT', 'day the source was published', NULL),
  ('fact', 35, 'source_priority', 'INTEGER', 'preference of the source; lower is preferred', NULL),
  ('fact', 36, 'locator', 'TEXT', 'place in the source', NULL),
  ('fact', 37, 'citation', 'TEXT', 'publisher, day and place in the source', NULL),
  ('fact', 38, 'note', 'TEXT', 'remark', NULL),
  ('fact', 39, 'file', 'TEXT', 'dataset and path of the file it was loaded from', NULL),
  ('fact', 40, 'line', 'INTEGER', 'line of that file, from 1', NULL),
  ('fact', 41, 'load_id', 'INTEGER', 'load that put it there', NULL),
  ('fact', 42, 'series_id', 'INTEGER', 'number of the series', NULL),
  ('fact', 43, 'source_id', 'INTEGER', 'number of the source', NULL),
  ('fact', 44, 'file_id', 'INTEGER', 'number of the file', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit) VALUES
  ('statement', 0, '', 'view', 'a claim, every code beside its name', NULL),
  ('statement', 1, 'code', 'TEXT', 'code of the claim', NULL),
  ('statement', 2, 'text', 'TEXT', 'the statement, in our own words', NULL),
  ('statement', 3, 'region', 'TEXT', 'code of the region it is about', NULL),
  ('statement', 4, 'region_name', 'TEXT', 'name of the region', NULL),
  ('statement', 5, 'region_name_zh', 'TEXT', 'name of the region in Chinese', NULL),
  ('statement', 6, 'sector', 'TEXT', 'code of the sector it is about', NULL),
  ('statement', 7, 'sector_name', 'TEXT', 'name of the sector', NULL),
  ('statement', 8, 'sector_name_zh', 'TEXT', 'name of the sector in Chinese', NULL),
  ('statement', 9, 'enterprise', 'TEXT', 'code of the enterprise it is about', NULL),
  ('statement', 10, 'enterprise_name', 'TEXT', 'name of the enterprise', NULL),
  ('statement', 11, 'enterprise_name_zh', 'TEXT', 'name of the enterprise in Chinese', NULL),
  ('statement', 12, 'subject', 'TEXT', 'what the statement is about, in words: enterprise, sector, region', NULL),
  ('statement', 13, 'period', 'TEXT', 'code of the period it is about', NULL),
  ('statement', 14, 'start_date', 'TEXT', 'first day of the period', NULL),
  ('statement', 15, 'end_date', 'TEXT', 'last day of the period', NULL),
  ('statement', 16, 'source', 'TEXT', 'code of the source', NULL),
  ('statement', 17, 'title', 'TEXT', 'title of the source', NULL),
  ('statement', 18, 'publisher', 'TEXT', 'publisher of the source', NULL),
  ('statement', 19, 'published_on', 'TEXT', 'day the source was published', NULL),
  ('statement', 20, 'locator', 'TEXT', 'place in the source', NULL),
  ('statement', 21, 'citation', 'TEXT', 'publisher, day and place in the source', NULL),
  ('statement', 22, 'note', 'TEXT', 'remark', NULL),
  ('statement', 23, 'source_id', 'INTEGER', 'number of the source', NULL);

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit)
SELECT 'current_fact', position, column_name, type, CASE position WHEN 0 THEN 'the preferred fact of a series and period: lowest source priority, then latest publication, then code' ELSE meaning END, unit
  FROM data_dictionary WHERE table_name = 'fact';

INSERT INTO data_dictionary (table_name, position, column_name, type, meaning, unit)
SELECT 'latest_fact', position, column_name, type, CASE position WHEN 0 THEN 'the current fact of the newest period of a series' ELSE meaning END, unit
  FROM data_dictionary WHERE table_name = 'fact';
