//! Any bytes as a file: they are looked at, and where a profile knows them its mapping reads them.
#![no_main]

use std::path::PathBuf;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use yearbook::dataset::{File, Folder, Package};
use yearbook::load::observation_columns;
use yearbook::mapping::Plan;
use yearbook::problem::Problems;
use yearbook::profile;

fuzz_target!(|bytes: &[u8]| {
    let path: PathBuf = std::env::temp_dir().join(format!("yearbook-fuzz-files-{}", std::process::id()));
    std::fs::write(&path, bytes).expect("a file");
    let folder = Folder::Piped(path);
    let mut problems = Problems::default();
    let Some(sample) = profile::sample(&folder, "file", None, None, &mut problems) else { return };
    let Some(proposal) = profile::propose(&sample) else { return };
    // What a profile writes is a mapping, whatever the file says.
    let mapping = Arc::new(proposal.mapping(&folder).expect("a mapping"));
    let package = Package::of_files("", &folder, vec![(vec!["file".to_owned()], Arc::clone(&mapping))], None);
    let resource = &package.descriptor.resources[0];
    let Some(file) = File::open(&package, resource, "file", &mut problems) else { return };
    let Some(plan) = Plan::new(&mapping, &file, &observation_columns(), &mut problems) else { return };
    let Ok(blocks) = file.blocks() else { return };
    for block in blocks.map_while(Result::ok) {
        let mut rows = file.rows(&block);
        while let Some(row) = rows.next(&mut |_| {}, &mut problems) {
            plan.each(&row, &mut |_, new| {
                let _ = new.columns("region");
                true
            });
        }
    }
});
