//! Rules about the repository itself: what `docs/architecture.md` and `CONTRIBUTING.md` promise about files, names and
//! dependencies. Each test lists every offender at once.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The top of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("repository root")
}

/// Every file that git tracks, or would track, relative to the root.
fn files() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git is installed");
    let names = String::from_utf8(output.stdout).expect("file names are UTF-8");
    let files: Vec<String> =
        names.lines().filter(|name| root().join(name).is_file()).map(str::to_owned).collect();
    assert!(files.len() > 50, "git lists only {} files", files.len());
    files
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_default()
}

fn is_test(name: &str) -> bool {
    name.starts_with("tests/") || name.contains("/tests/")
}

/// Fails with one line per offender.
fn none(rule: &str, offenders: Vec<String>) {
    assert!(offenders.is_empty(), "{rule}:\n  {}", offenders.join("\n  "));
}

#[test]
fn every_rust_file_says_what_belongs_in_it() {
    let offenders = files()
        .into_iter()
        .filter(|name| name.ends_with(".rs") && !read(name).starts_with("//!"))
        .collect();
    none("these files do not open with //!", offenders);
}

#[test]
fn source_files_stay_under_400_lines() {
    let offenders = files()
        .into_iter()
        .filter(|name| name.ends_with(".rs") && !is_test(name))
        .map(|name| (read(&name).lines().count(), name))
        .filter(|(lines, _)| *lines > 400)
        .map(|(lines, name)| format!("{name}: {lines}"))
        .collect();
    none("these source files are too long", offenders);
}

#[test]
fn nothing_names_the_building_machine() {
    // Spelled in pieces, so that this file does not offend.
    let forbidden = [
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/wo", "rk/"),
        concat!("registry.npm", "js"),
    ];
    let offenders = files()
        .into_iter()
        .filter(|name| !name.ends_with("Cargo.lock"))
        .flat_map(|name| {
            let text = read(&name);
            forbidden
                .iter()
                .filter(|path| text.contains(**path))
                .map(|path| format!("{name}: {path}"))
                .collect::<Vec<_>>()
        })
        .collect();
    none("these files name a machine's paths or a registry's host", offenders);
}

#[test]
fn links_in_documents_lead_somewhere() {
    let mut offenders = Vec::new();
    for name in files().into_iter().filter(|name| name.ends_with(".md")) {
        let folder = root().join(&name).parent().map(Path::to_path_buf).unwrap_or_default();
        for link in read(&name).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains("://") && !folder.join(path).exists() {
                offenders.push(format!("{name}: {link}"));
            }
        }
    }
    none("these links lead nowhere", offenders);
}

#[test]
fn paths_in_the_readme_exist() {
    let offenders = read("README.md")
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|code| code.ends_with('/') && !code.contains(' ') && !root().join(code).is_dir())
        .map(str::to_owned)
        .collect();
    none("the README names these folders", offenders);
}

#[test]
fn only_contracts_name_the_sdk() {
    let offenders = files()
        .into_iter()
        .filter(|name| name.ends_with(".rs"))
        .filter(|name| {
            !["src/", "contracts/", "tests/unit/", "tests/tidy/"]
                .iter()
                .any(|f| name.starts_with(f))
        })
        .filter(|name| {
            let text = read(name);
            text.contains("use stylus_sdk") || text.contains("use openzeppelin_stylus")
        })
        .collect();
    none("these host files use the contracts' SDK", offenders);
}

#[test]
fn the_node_knows_nothing_of_our_contracts() {
    let offenders = files()
        .into_iter()
        .filter(|name| {
            ["crates/vm/", "crates/chain/", "crates/devnet/"].iter().any(|f| name.starts_with(f))
        })
        .filter(|name| name.ends_with(".toml") && read(name).contains("colophon-"))
        .collect();
    none("these manifests of the node depend on the product", offenders);
}

#[test]
fn provenance_depends_on_nothing_by_default() {
    let manifest = read("crates/provenance/Cargo.toml");
    assert!(manifest.contains("default = []"), "the default features of provenance are not empty");
    let dependencies = section(&manifest, "[dependencies]");
    let offenders = dependencies
        .lines()
        .filter(|line| line.contains('=') && !line.trim_start().starts_with('#'))
        .filter(|line| !line.contains("optional = true"))
        .map(str::to_owned)
        .collect();
    none("these dependencies of provenance are not optional", offenders);
    assert!(read("crates/provenance/src/lib.rs").contains("#![forbid(unsafe_code)]"));
    assert!(read("crates/provenance/src/lib.rs").contains("#![no_std]"));
}

#[test]
fn the_contract_workspace_pins_exactly() {
    let manifest = read("Cargo.toml");
    let offenders = section(&manifest, "[workspace.dependencies]")
        .lines()
        .filter(|line| line.contains('=') && !line.trim_start().starts_with('#'))
        .filter(|line| !line.contains("\"=") && !line.contains("path ="))
        .map(str::to_owned)
        .collect();
    none("these dependencies of the contracts are not pinned", offenders);
}

#[test]
fn scripts_are_executable_and_strict() {
    let offenders = files()
        .into_iter()
        .filter(|name| name.starts_with("scripts/") && name.ends_with(".sh"))
        .filter(|name| !read(name).contains("set -euo pipefail"))
        .collect();
    none("these scripts do not stop at errors", offenders);
}

/// The text of one table of a manifest.
fn section<'a>(manifest: &'a str, header: &str) -> &'a str {
    let rest = manifest.split(&format!("\n{header}\n")).nth(1).expect("the table exists");
    rest.split("\n[").next().unwrap_or(rest)
}
