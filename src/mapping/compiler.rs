//! Compiles a mapping to a [`Plan`] for one file: resolves placeholders, compiles patterns, and records what does not match
//! the file or the table.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};
use toml::Spanned;

use super::fixed;
use super::part::{Level, Origin, Part, RESERVED};
use super::plan::{Condition, EXTRA, Filled, Plan, Slot, Target, Template};
use super::template::{Piece, pieces};
use super::translation;
use crate::dataset::{Codes, File, Mapping, PATTERN_FIX, Patterns, REASON, Text, Unpivot, When, pattern_fault};
use crate::model::nearest;
use crate::problem::{Problems, Violation, listed};

impl Plan {
    /// Compiles a mapping for a file whose header has been read. `columns` are those of the table that it is for; what is
    /// wrong with the mapping, or does not match the file, is recorded in `problems`.
    pub(crate) fn new(mapping: &Arc<Mapping>, file: &File, columns: &[&str], problems: &mut Problems) -> Option<Self> {
        let before = problems.count();
        let plan = Compiler::new(mapping, file, problems).plan(columns);
        (problems.count() == before).then_some(plan)
    }
}

/// Makes a plan, and records what is wrong.
pub(super) struct Compiler<'a> {
    pub(super) mapping: &'a Arc<Mapping>,
    file: &'a File,
    problems: &'a mut Problems,
    slots: Vec<Slot>,
    parts: Vec<Part>,
    /// The first column of each name, and whether another one has it too.
    columns: HashMap<&'a str, (usize, bool)>,
    /// The slots by their names: those that are groups, and the others.
    numbers: [HashMap<String, usize>; 2],
}

impl<'a> Compiler<'a> {
    fn new(mapping: &'a Arc<Mapping>, file: &'a File, problems: &'a mut Problems) -> Self {
        let mut columns: HashMap<&str, (usize, bool)> = HashMap::with_capacity(file.columns().len());
        for (column, name) in file.columns().iter().enumerate() {
            columns.entry(name).and_modify(|(_, is_repeated)| *is_repeated = true).or_insert((column, false));
        }
        Self {
            mapping,
            file,
            problems,
            slots: Vec::new(),
            parts: Vec::new(),
            columns,
            numbers: [HashMap::new(), HashMap::new()],
        }
    }

    /// The origin of a name.
    fn named(&self, name: &str) -> Option<Origin> {
        Origin::named(name, self.columns.get(name).map(|(column, _)| *column), self.file.columns().len())
    }

    pub(super) fn reject(&mut self, span: Range<usize>, message: impl Into<String>, fix: Option<String>) {
        let mapping = self.mapping;
        self.problems.add(Violation::Mapping { message: message.into(), fix }, || mapping.place(span));
    }

    fn plan(&mut self, columns: &[&str]) -> Plan {
        let mapping = Arc::clone(self.mapping);
        let rules = &mapping.rules;
        let unpivoted = rules.unpivot.as_ref().map(|unpivot| self.unpivoted(unpivot));
        for (source, patterns) in &rules.parts {
            self.part(source, patterns.get_ref(), patterns.span(), unpivoted.is_some());
        }
        let names: Vec<&str> = columns.iter().copied().chain(EXTRA).collect();
        let mut targets: Vec<Target> = names.iter().map(|name| Target::of(name)).collect();
        let value = columns.iter().position(|column| *column == "value");
        for (name, template) in &rules.columns {
            let Some(place) = self.target(name, &names) else { continue };
            let made = self.template(template, unpivoted.is_some());
            targets[place].template = made;
            targets[place].span = Some(template.span());
        }
        if let (Some(value), true) = (value, unpivoted.is_some())
            && targets[value].template.is_none()
        {
            let cell = self.slot(Origin::Cell, "cell".to_owned(), false);
            targets[value].template = Some(Template(vec![Filled::Slot(cell)]));
        }
        let whens = self.whens(&names, unpivoted.is_some(), &mut targets);
        let mut creations = self.creations(unpivoted.is_some());
        for (name, codes) in &rules.codes {
            self.translate(name, codes, &names, &mut targets);
        }
        self.check_names();
        self.check_fill(unpivoted.as_deref(), value.map(|value| &targets[value]));
        let marks = self.marks();
        let of_creations = creations.iter_mut().flat_map(|(_, columns)| columns).map(|(_, target)| target);
        for target in targets.iter_mut().chain(of_creations) {
            target.level = target.level_of(&self.slots, &whens);
        }
        let unused = self.unused(unpivoted.as_deref().unwrap_or_default());
        let mut file_columns: Vec<_> = self.file.columns().iter().map(|name| (name.clone(), false)).collect();
        unpivoted.iter().flatten().for_each(|column| file_columns[*column].1 = true);
        let place = |name: &str| columns.iter().position(|column| *column == name);
        let mut plan = Plan {
            mapping: Arc::clone(&mapping),
            slots: std::mem::take(&mut self.slots),
            parts: std::mem::take(&mut self.parts),
            whens,
            targets,
            value,
            status: place("status"),
            unit: place("unit"),
            reported: place("reported"),
            note: value.and_then(|_| place("note")),
            unpivoted: None,
            keep_empty: rules.keep_empty,
            unused,
            names: file_columns,
            marks,
            totals: rules.totals.clone(),
            fixed: Vec::new(),
            creations,
        };
        fixed::fill(&mut plan, self.file, unpivoted, self.problems);
        plan
    }

    /// The columns of the file from which nothing is filled. An earlier load may have added the column of reasons.
    fn unused(&self, unpivoted: &[usize]) -> Vec<usize> {
        let origins = self.slots.iter().map(|slot| slot.origin).chain(self.parts.iter().map(|part| part.origin));
        let mut used: HashSet<Origin> = origins.chain(unpivoted.iter().copied().map(Origin::Column)).collect();
        let behind = |origin: &Origin| if let Origin::Behind(places) = origin { Some(*places) } else { None };
        let behind: Vec<usize> = used.iter().filter_map(behind).collect();
        used.extend(
            behind.iter().flat_map(|places| unpivoted.iter().map(move |column| Origin::Column(column + places))),
        );
        let columns = self.file.columns().iter().enumerate();
        let unused = columns.filter(|(column, name)| !used.contains(&Origin::Column(*column)) && *name != REASON);
        unused.map(|(column, _)| column).collect()
    }

    /// The conditional rules; their templates become cases of the targets.
    fn whens(&mut self, names: &[&str], has_header: bool, targets: &mut [Target]) -> Vec<Condition> {
        let mapping = Arc::clone(self.mapping);
        let mut whens = Vec::new();
        for When { matches, skip, columns, .. } in &mapping.rules.when {
            let mut condition = Condition { matches: Vec::new(), level: Level::FILE, skip: *skip };
            for (name, pattern) in matches {
                let slot = self.placeholder(name.get_ref(), name.span(), has_header);
                let pattern = self.pattern(pattern.get_ref(), pattern.span(), false);
                if let (Some(slot), Some(pattern)) = (slot, pattern) {
                    condition.level = condition.level.with(self.slots[slot].origin.level());
                    condition.matches.push((slot, pattern));
                }
            }
            // A condition that is the same in the whole file is still evaluated for every row.
            condition.level = condition.level.with(Level::ROW);
            for (name, template) in columns {
                let Some(place) = self.target(name, names) else { continue };
                let Some(made) = self.template(template, has_header) else { continue };
                targets[place].cases.push((whens.len(), made));
                targets[place].span.get_or_insert(template.span());
            }
            whens.push(condition);
        }
        whens
    }

    /// Whether the columns that hold names can be looked up by name.
    fn check_names(&mut self) {
        let mapping = Arc::clone(self.mapping);
        let Some(names) = &mapping.rules.names else { return };
        for name in names.get_ref().columns() {
            if !["metric", "region", "sector", "enterprise", "source", "unit"].contains(&name.as_str()) {
                let fix = "names can be used for metric, region, sector, enterprise, source and unit";
                let message = format!("`{name}` cannot be looked up by name");
                self.reject(names.span(), message, Some(fix.to_owned()));
            }
        }
    }

    /// Whether the columns that are filled from above hold no figures: a figure that is filled in would be stated twice.
    fn check_fill(&mut self, unpivoted: Option<&[usize]>, value: Option<&Target>) {
        let mapping = Arc::clone(self.mapping);
        let Some(fill) = &mapping.rules.fill else { return };
        for name in fill.get_ref().columns() {
            let Some(Origin::Column(column)) = self.named(name) else { continue };
            let is_value =
                value.is_some_and(|value| value.slots().any(|slot| self.slots[slot].origin == Origin::Column(column)));
            if is_value || unpivoted.is_some_and(|unpivoted| unpivoted.contains(&column)) {
                let fix = "fill columns of labels: an empty cell is no figure, also below one".to_owned();
                self.reject(
                    fill.span(),
                    format!("the column `{name}` holds figures, which are not filled in"),
                    Some(fix),
                );
            }
        }
    }

    /// The places of the columns of which every cell is a figure.
    fn unpivoted(&mut self, unpivot: &Spanned<Unpivot>) -> Vec<usize> {
        let (file, span) = (self.file, unpivot.span());
        match unpivot.get_ref() {
            Unpivot::Pattern(text) => {
                let Some(pattern) = self.pattern(text, span.clone(), false) else { return Vec::new() };
                let matching = |(place, name): (usize, &String)| pattern.is_match(name).then_some(place);
                let found: Vec<usize> = file.columns().iter().enumerate().filter_map(matching).collect();
                if let (true, Some(violation)) = (found.is_empty(), file.wrong_delimiter(true)) {
                    self.problems.add(violation, || file.header_place(0));
                } else if found.is_empty() {
                    let fix = format!("the columns are {}", listed(file.columns()));
                    self.reject(span, format!("no column of {} matches the pattern", file.label()), Some(fix));
                }
                found
            }
            Unpivot::Names(names) => {
                let mut found = Vec::new();
                for name in names {
                    match self.named(name) {
                        Some(Origin::Column(column)) => found.push(column),
                        _ => self.unknown(name, span.clone(), &[]),
                    }
                }
                found
            }
        }
    }

    fn pattern(&mut self, text: &str, span: Range<usize>, has_lines: bool) -> Option<Regex> {
        match RegexBuilder::new(text).multi_line(has_lines).build() {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                self.reject(span, pattern_fault(&error), Some(PATTERN_FIX.to_owned()));
                None
            }
        }
    }

    fn part(&mut self, source: &Text, patterns: &Patterns, span: Range<usize>, has_header: bool) {
        let Some(origin) = self.origin(source.get_ref(), source.span(), has_header) else { return };
        if origin == Origin::Line {
            return self.reject(source.span(), "a line number cannot be divided into parts", None);
        }
        for text in patterns.texts() {
            let Some(pattern) = self.pattern(text, span.clone(), origin.has_lines()) else { continue };
            let mut groups = Vec::new();
            for (group, name) in pattern.capture_names().enumerate() {
                let Some(name) = name else { continue };
                if RESERVED.iter().any(|(known, _)| *known == name) {
                    let message = format!("`{name}` is a reserved name and cannot name a group");
                    self.reject(span.clone(), message, Some("give the group another name".to_owned()));
                } else if self.numbers[1].contains_key(name) {
                    let message = format!("duplicate group name `{name}`");
                    self.reject(span.clone(), message, Some("give one of them another name".to_owned()));
                } else {
                    groups.push((group, self.slot(origin, name.to_owned(), true)));
                }
            }
            if groups.is_empty() && pattern.capture_names().all(|name| name.is_none()) {
                let fix = "name a group: '^(?<year>\\d{4})'".to_owned();
                self.reject(span.clone(), "the pattern has no named group", Some(fix));
            }
            self.parts.push(Part { origin, pattern, groups });
        }
    }

    fn origin(&mut self, name: &str, span: Range<usize>, has_header: bool) -> Option<Origin> {
        match self.named(name) {
            Some(Origin::Header | Origin::Cell | Origin::Behind(_)) if !has_header => {
                let fix = "say which columns are unpivoted: unpivot = '^\\d{4}$'".to_owned();
                self.reject(
                    span,
                    format!("`{name}` refers to an unpivoted column, but no column is unpivoted"),
                    Some(fix),
                );
                None
            }
            Some(origin) if self.columns.get(name).is_some_and(|(_, is_repeated)| *is_repeated) => {
                let column = if let Origin::Column(column) = origin { column + 1 } else { 0 };
                let fix = format!("refer to the column by its place, such as {{#{column}}}");
                self.reject(span, format!("ambiguous column `{name}`: more than one column has this name"), Some(fix));
                None
            }
            Some(origin) => Some(origin),
            None => {
                self.unknown(name, span, &[]);
                None
            }
        }
    }

    /// Records a name that does not exist.
    fn unknown(&mut self, name: &str, span: Range<usize>, groups: &[String]) {
        let reserved = RESERVED.iter().map(|(name, _)| (*name).to_owned());
        let known: Vec<String> =
            groups.iter().cloned().chain(self.file.columns().iter().cloned()).chain(reserved).collect();
        // A file with a single column was probably split at the wrong delimiter.
        if let Some(violation) = self.file.wrong_delimiter(true) {
            let file = self.file;
            return self.problems.add(violation, || file.header_place(0));
        }
        let near = nearest(name, known.iter(), |known| known).cloned();
        let (mapping, file) = (self.mapping, Arc::clone(self.file.label()));
        let fact = Violation::UnknownPlaceholder { name: name.to_owned(), near, file, known: listed(&known) };
        self.problems.add(fact, || mapping.place(span));
    }

    /// The slot of a placeholder.
    fn placeholder(&mut self, name: &str, span: Range<usize>, has_header: bool) -> Option<usize> {
        if let Some(slot) = self.numbers[1].get(name) {
            return Some(*slot);
        }
        if self.named(name).is_none() {
            let groups = self.slots.iter().filter(|slot| slot.is_group).map(|slot| slot.name.clone());
            let groups: Vec<String> = groups.collect();
            self.unknown(name, span, &groups);
            return None;
        }
        let origin = self.origin(name, span, has_header)?;
        Some(self.slot(origin, name.to_owned(), false))
    }

    fn slot(&mut self, origin: Origin, name: String, is_group: bool) -> usize {
        let next = self.slots.len();
        let known = *self.numbers[usize::from(is_group)].entry(name.clone()).or_insert(next);
        if known < next {
            return known;
        }
        self.slots.push(Slot { name, origin, is_group, translation: None });
        next
    }

    pub(super) fn template(&mut self, text: &Text, has_header: bool) -> Option<Template> {
        let pieces = match pieces(text.get_ref()) {
            Ok(pieces) => pieces,
            Err(message) => {
                self.reject(text.span(), message, Some("write {{ for a brace in the text".to_owned()));
                return None;
            }
        };
        let mut filled = Vec::new();
        for piece in pieces {
            filled.push(match piece {
                Piece::Text(text) => Filled::Text(text),
                Piece::Placeholder(name) => Filled::Slot(self.placeholder(&name, text.span(), has_header)?),
            });
        }
        Some(Template(filled))
    }

    /// The place of a column of the table.
    fn target(&mut self, name: &Text, names: &[&str]) -> Option<usize> {
        let found = names.iter().position(|known| known == name.get_ref());
        if found.is_none() {
            let near = nearest(name.get_ref(), names.iter(), |known| known);
            let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
            let message = format!("the table has no column `{}`", name.get_ref());
            self.reject(name.span(), message, Some(format!("{near}the columns are {}", names.join(", "))));
        }
        found
    }

    fn translate(&mut self, name: &Text, codes: &Spanned<Codes>, names: &[&str], targets: &mut [Target]) {
        let translation = match translation::read(codes.get_ref(), &self.mapping.folder) {
            Ok(translation) => translation,
            Err((message, fix)) => return self.reject(codes.span(), message, Some(fix.to_owned())),
        };
        let named = self.slots.iter_mut().filter(|slot| slot.name == *name.get_ref());
        let mut is_used = false;
        for slot in named {
            slot.translation = Some(Arc::clone(&translation));
            is_used = true;
        }
        if is_used {
            return;
        }
        match names.iter().position(|known| known == name.get_ref()) {
            Some(place) => targets[place].translation = Some(translation),
            // The translation may be for the file with which new rows are created.
            None if self.mapping.rules.described().next().is_some() => {}
            None => {
                let message =
                    format!("`{}` is neither a placeholder of this mapping nor a column of the table", name.get_ref());
                self.reject(
                    name.span(),
                    message,
                    Some("name a translation after the placeholder or the column that it is for".to_owned()),
                );
            }
        }
    }
}
