//! The committed files are what the source says.

use colophon_abi::{contracts::CONTRACTS, generate, render};

use super::{read, root};

#[test]
fn the_committed_files_are_fresh() {
    for contract in CONTRACTS {
        let abi = generate(&root(), contract).expect("the source has an ABI");
        let json = render::json(contract, &abi).expect("valid");
        let typescript = render::typescript(contract, &abi).expect("valid");
        for (extension, text) in [("json", json), ("ts", typescript)] {
            let path = format!("abi/{}.{extension}", contract.name);
            assert!(read(&path) == text.as_bytes(), "{path} is stale: run scripts/abi.sh");
        }
    }
}

#[test]
fn the_typescript_holds_the_same_entries() {
    for contract in CONTRACTS {
        let name = contract.name;
        let typescript = String::from_utf8(read(&format!("abi/{name}.ts"))).expect("UTF-8");
        let (_, rest) =
            typescript.split_once(&format!("export const {name}Abi = ")).expect("a constant");
        let json = rest.strip_suffix(" as const;\n").expect("as const");
        let entries: serde_json::Value = serde_json::from_str(json).expect("JSON");
        let committed: serde_json::Value =
            serde_json::from_slice(&read(&format!("abi/{name}.json"))).expect("JSON");
        assert_eq!(entries, committed);
    }
}
