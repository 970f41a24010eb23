//! What a mapping says of new rows of other tables.

use std::sync::Arc;

use super::compiler::Compiler;
use crate::dataset::FROM;
use crate::mapping::plan::{Target, TargetKind};

impl Compiler<'_> {
    /// The columns of new rows of other tables that the rows of the data fill.
    pub(super) fn creations(&mut self, has_header: bool) -> Vec<(String, Vec<(String, Target)>)> {
        let mapping = Arc::clone(self.mapping);
        let mut creations: Vec<(String, Vec<(String, Target)>)> = Vec::new();
        let always = mapping.rules.create.iter().map(|creation| (creation, None));
        let whens = mapping.rules.when.iter().enumerate();
        let sometimes = whens.flat_map(|(when, rule)| rule.create.iter().map(move |creation| (creation, Some(when))));
        for ((table, creation), when) in always.chain(sometimes).filter(|((_, of), _)| !of.contains_key(FROM)) {
            let table = table.get_ref();
            let place = creations.iter().position(|(of, _)| of == table).unwrap_or_else(|| {
                creations.push((table.clone(), Vec::new()));
                creations.len() - 1
            });
            for (name, text) in creation {
                let template = self.template(text, has_header);
                let columns = &mut creations[place].1;
                let column = columns.iter().position(|(of, _)| of == name.get_ref()).unwrap_or_else(|| {
                    let kind = TargetKind::Joined;
                    columns
                        .push((name.get_ref().clone(), Target { kind, span: Some(text.span()), ..Target::default() }));
                    columns.len() - 1
                });
                let target = &mut columns[column].1;
                match when {
                    None => target.template = template,
                    Some(when) => target.cases.extend(template.map(|template| (when, template))),
                }
            }
        }
        creations
    }
}
