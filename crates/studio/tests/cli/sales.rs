//! Sales: killed at any send and finished by the next run, with nothing created, bought or paid twice; and results with the
//! fields that are documented.

use serde_json::Value;

use crate::proxy::Death;
use crate::resume::{deaths, killed};
use crate::schemas::checked;
use crate::stage::Stage;

const CREATE: [&str; 4] = ["sale", "create", "public", "--broadcast"];
const BUY: [&str; 5] = ["buy", "public", "--quantity", "2", "--broadcast"];
const WITHDRAW: [&str; 3] = ["withdraw", "public", "--broadcast"];

/// Transactions of creating a first sale (Minter, role, sale) and of a withdrawal (release, withdraw).
const CREATE_SENDS: usize = 3;
const WITHDRAW_SENDS: usize = 2;

const ANVIL: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

/// A collection with a series of four pieces of which none is minted, and a sale in the project file.
fn stage() -> Stage {
    let stage = Stage::new();
    stage.pieces(4);
    stage.deploy();
    stage.run(&["mint", "pieces", "--words", "none", "--only", "0", "--broadcast"]).fine();
    let config = format!(
        "[sale.public]\nprice = \"0.01 ETH\"\n\n[sale.early]\nphase = 1\nprice = 5\nallowlist = \"list.csv\"\n\n\
         [sale.curated]\nphase = 2\nprice = 5\nsigner = \"{ANVIL}\"\n"
    );
    std::fs::write(stage.path().join("colophon.toml"), config).unwrap();
    std::fs::write(stage.path().join("list.csv"), format!("account,quantity\n{ANVIL},1\n"))
        .unwrap();
    stage
}

fn shown(stage: &Stage) -> Value {
    stage.run(&["sale", "show", "public", "--json"]).json()
}

#[test]
fn a_creation_killed_at_any_send_is_finished_by_the_next_run() {
    for death in deaths(CREATE_SENDS) {
        let stage = stage();
        let before = stage.sent();
        killed(&stage, death, &CREATE);
        stage.run(&CREATE).fine();
        assert_eq!(shown(&stage)["status"], "open", "{death:?}");
        assert_eq!(stage.sent() - before, CREATE_SENDS as u64, "{death:?}");
        let flights = stage.run(&["status", "--json"]).json();
        assert_eq!(flights["in_flight"].as_array().unwrap().len(), 0, "{death:?}: {flights}");
    }
}

#[test]
fn purchases_and_withdrawals_that_were_killed_happen_once() {
    let stage = stage();
    stage.run(&CREATE).fine();
    for (bought, death) in [(2, Death::Before(1)), (4, Death::After(1))] {
        let before = stage.sent();
        killed(&stage, death, &BUY);
        let done = stage.run(&[&BUY[..], &["--json"]].concat()).json();
        assert_eq!(done["tokens"].as_array().unwrap().len(), 2, "{death:?}");
        assert_eq!(shown(&stage)["sold"], bought, "{death:?}");
        assert_eq!(stage.sent() - before, 1, "{death:?}");
    }
    let before = stage.sent();
    killed(&stage, Death::After(1), &WITHDRAW);
    let paid = stage.run(&[&WITHDRAW[..], &["--json"]].concat()).json();
    assert_eq!(paid["paid"][0]["amount"], "40000000000000000");
    assert_eq!(stage.sent() - before, WITHDRAW_SENDS as u64);
    let none = stage.run(&[&WITHDRAW[..], &["--json"]].concat()).json();
    assert_eq!(none["sent"], false);
}

#[test]
fn results_of_sales_have_the_fields_that_are_documented() {
    let stage = stage();
    let json = |args: &[&str]| checked(&stage.run(&[args, &["--json"]].concat()));
    json(&CREATE[..3]);
    json(&CREATE);
    json(&CREATE);
    json(&["sale", "create", "curated", "--broadcast"]);
    json(&["sale", "list"]);
    json(&BUY[..4]);
    json(&["allowlist", "build", "list.csv", "--sale", "early"]);
    let voucher = ["voucher", "sign", "--sale", "curated", "--buyer", ANVIL];
    let signed = json(&voucher);
    json(&[&voucher[..], &["--out", "voucher.json"]].concat());
    let nonce = signed["nonce"].as_str().unwrap();
    json(&["voucher", "revoke", nonce, "--sale", "curated", "--broadcast"]);
    json(&BUY);
    json(&["sale", "pause", "public"]);
    json(&["withdraw", "public"]);
    json(&["refund", "public"]);
    json(&WITHDRAW);
}
