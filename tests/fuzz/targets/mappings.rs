//! Any text as a mapping, for a file that is any bytes behind two zeros: both are read, or refused with a place.
#![no_main]

use std::path::PathBuf;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use yearbook::dataset::{File, Folder, Package, Mapping};
use yearbook::load::observation_columns;
use yearbook::mapping::Plan;
use yearbook::problem::Problems;

fuzz_target!(|bytes: &[u8]| {
    let Some(at) = bytes.windows(2).position(|pair| pair == [0, 0]) else { return };
    let (text, bytes) = (&bytes[..at], &bytes[at + 2..]);
    let path: PathBuf = std::env::temp_dir().join(format!("yearbook-fuzz-mappings-{}", std::process::id()));
    std::fs::write(&path, bytes).expect("a file");
    let folder = Folder::Piped(path);
    let label: Arc<str> = "mapping.toml".into();
    let Ok(mapping) = Mapping::read(&label, folder.clone(), Ok(text.to_vec())) else { return };
    let mapping = Arc::new(mapping);
    let mut problems = Problems::default();
    let package = Package::of_files("", &folder, vec![(vec!["file".to_owned()], Arc::clone(&mapping))], None);
    let Some(file) = File::open(&package, &package.descriptor.resources[0], "file", &mut problems) else { return };
    let Some(plan) = Plan::new(&mapping, &file, &observation_columns(), &mut problems) else { return };
    let Ok(blocks) = file.blocks() else { return };
    for block in blocks.map_while(Result::ok) {
        let mut rows = file.rows(&block);
        while let Some(row) = rows.next(&mut |_| {}, &mut problems) {
            plan.each(&row, &mut |_, _| true);
        }
    }
});
