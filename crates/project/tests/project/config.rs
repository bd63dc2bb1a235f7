//! `colophon.toml`: everything that is read, everything that is refused.

use std::path::{Path, PathBuf};

use colophon_project::config::{Config, Place, Quota, RuleKind, Size, TokenSource};

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(text, Path::new("colophon.toml")).map_err(|error| error.to_string())
}

/// Every key of every section.
const WHOLE: &str = r#"
network = "arbitrum-sepolia"
outputs = "drawn"
owner = "0x00000000000000000000000000000000000000Aa"

[collection]
name = "Inkling"
symbol = "INK"
description = ""
image = "ipfs://bafy"
external_link = "https://example.org"

[model]
files = ["base.safetensors", "style.safetensors"]
name = "base"

[prompt]
template = "{creature} over {ground}, {{4k}}"
negative = "no {ground}"
public = true

[generation]
size = "512x768"
steps = 20
sampler = "Euler a"
scheduler = "karras"
cfg_scale = 7.50
comfyui_workflow = "workflow_api.json"

[plan]
supply = 10
unique = false
seed_start = 4294967286
beacon = "drand quicknet round 1"

[[traits]]
name = "creature"
values = [ { value = "cat", count = 4, prompt = "a cat face" }, { value = "owl", weight = 3 } ]

[[traits]]
name = "ground"
values = ["sand", "snow"]

[[rules]]
if = { creature = "owl" }
requires = { ground = ["sand", "snow"] }

[[rules]]
if = { creature = "cat" }
excludes = { ground = "snow" }

[[rules]]
at_most = 2
of = { ground = "snow", creature = "owl" }

[publish.home]
kind = "kubo"
api = "http://127.0.0.1:5001"
token_file = "kubo.token"
mfs = "/collections/ink"

[publish.pins]
kind = "pinning"
endpoint = "https://api.example.org/psa"
token_env = "PIN_TOKEN"
name = "ink"
from = "home"
origins = ["/ip4/192.0.2.1/tcp/4001/p2p/12D3KooW"]
gateway = "https://gateway.example.org"
wait = 60

[publish.store]
kind = "s3"
bucket = "ink"
prefix = "v1/"
endpoint = "https://s3.example.org"
region = "auto"
path_style = false
conditional = false
public_url = "https://ink.example.org/v1"

[publish.disk]
kind = "folder"
path = "public"
link = true
public_url = "https://ink.example.org"

[networks.mine]
rpc_url = "http://127.0.0.1:1"
chain_id = 5
descriptor = "0x0000000000000000000000000000000000000001"
"#;

#[test]
fn every_key_is_read() {
    let config = parse(WHOLE).unwrap();
    assert_eq!(config.network.as_deref(), Some("arbitrum-sepolia"));
    assert_eq!(config.outputs, PathBuf::from("drawn"));
    assert_eq!(config.collection.description.as_deref(), Some(""));
    assert_eq!(config.model.files.len(), 2);
    assert!(config.prompt.public);
    assert_eq!(config.generation.size, Some(Size { width: 512, height: 768 }));
    assert_eq!(config.generation.cfg_scale.as_deref(), Some("7.50"), "as it was written");
    let plan = config.plan.unwrap();
    assert_eq!((plan.supply, plan.seed_start), (10, Some(4_294_967_286)));
    assert_eq!(plan.beacon.as_deref(), Some("drand quicknet round 1"));
    let quotas: Vec<_> =
        config.traits.iter().flat_map(|one| &one.values).map(|value| value.quota).collect();
    assert_eq!(quotas, [Quota::Count(4), Quota::Weight(3), Quota::Weight(1), Quota::Weight(1)]);
    assert_eq!(config.rules.len(), 3);
    let RuleKind::AtMost { limit: 2, of } = &config.rules[2].kind else {
        panic!("{:?}", config.rules[2])
    };
    let names: Vec<_> = of.iter().map(|condition| condition.of.as_str()).collect();
    assert_eq!(names, ["creature", "ground"], "in the order of the traits");
    assert_eq!(config.publish.len(), 4);
    let url = |text: &str| Some(text.to_owned());
    let disk = Place::Folder {
        path: "public".into(),
        link: true,
        public_url: url("https://ink.example.org"),
    };
    assert_eq!(config.publish["disk"], disk);
    let home = Place::Kubo {
        api: "http://127.0.0.1:5001".into(),
        token: Some(TokenSource::File("kubo.token".into())),
        mfs: Some("/collections/ink".into()),
    };
    assert_eq!(config.publish["home"], home);
    let Place::Pinning { token, from, origins, wait: 60, .. } = &config.publish["pins"] else {
        panic!("{:?}", config.publish["pins"])
    };
    assert_eq!(token, &TokenSource::Env("PIN_TOKEN".into()));
    assert_eq!((from.as_deref(), origins.len()), (Some("home"), 1));
    let Place::S3 { path_style: Some(false), conditional: false, region, .. } =
        &config.publish["store"]
    else {
        panic!("{:?}", config.publish["store"])
    };
    assert_eq!(region.as_deref(), Some("auto"));
    assert_eq!(config.networks["mine"].chain_id, Some(5));
}

#[test]
fn a_project_without_a_file_has_an_empty_configuration() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Config::read(folder.path()).unwrap(), Config::default());
    assert_eq!(parse("").unwrap(), Config::default());
}

#[test]
fn the_file_must_be_text_and_toml() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("colophon.toml"), b"network = \"a\"\n\xff").unwrap();
    let error = Config::read(folder.path()).unwrap_err().to_string();
    assert!(error.contains("line 2: this is not UTF-8"), "{error}");
    let error = parse("\n[plan\nsupply = 1").unwrap_err();
    assert!(error.contains("line 2: "), "{error}");
}

/// Files with one mistake each: the text, its line, what the sentence must hold.
const REFUSED: &[(&str, usize, &[&str])] = &[
    ("networq = \"devnet\"", 1, &["the file has no key \"networq\"", "did you mean \"network\"?"]),
    ("[collection]\nname2 = \"A\"", 2, &["[collection]", "\"name2\"", "\"name\""]),
    ("[collection]\nname = 5", 2, &["[collection] name is a whole number", "name = \"…\""]),
    ("[collection]\nname = \" \"", 2, &["[collection] name is empty"]),
    ("[collection]\nname = \"a\\u0007\"", 2, &["U+0007"]),
    ("[collection]\nimage = \"cat.png\"", 2, &["image", "ipfs://"]),
    ("[collectionn]\nname = \"A\"", 1, &["\"collectionn\"", "\"collection\""]),
    ("collection = 3", 1, &["a table"]),
    ("zzz = 1", 1, &["known are plan, traits"]),
    ("owner = \"0x12\"", 1, &["owner \"0x12\"", "40 hex digits"]),
    ("[generation]\nsize = \"512\"", 2, &["width and height", "512x512"]),
    ("[generation]\nsize = \"0x512\"", 2, &["width and height"]),
    ("[generation]\nsize = \"+5x512\"", 2, &["width and height"]),
    ("[generation]\nsteps = 0", 2, &["steps is 0", "between 1 and 10000"]),
    ("[generation]\nsteps = \"20\"", 2, &["whole number without quotes"]),
    ("[generation]\ncfg_scale = \"1e3\"", 2, &["cfg_scale", "7.5"]),
    ("[generation]\ncfg_scale = nan", 2, &["cfg_scale", "7.5"]),
    ("[generation]\ncfg_scale = -1", 2, &["cfg_scale"]),
    ("[plan]\nunique = true", 1, &["lacks supply"]),
    ("[plan]\nsupply = 1000001", 2, &["supply is 1000001", "1000000"]),
    ("[plan]\nsupply = 2.5", 2, &["a number with a fraction", "whole number"]),
    ("[plan]\nsupply = 10\nseed_start = 4294967287", 3, &["4294967286"]),
    ("[plan]\nsupply = 10\nunique = \"yes\"", 3, &["true or false"]),
    ("[prompt]\ntemplate = \"{cat\"", 2, &["never closes"]),
    ("[prompt]\ntemplate = \"a } b\"", 2, &["closes nothing"]),
    ("[prompt]\ntemplate = \"{}\"", 2, &["names no trait"]),
    ("[prompt]\ntemplate = \"{cat}\"", 2, &["{cat}", "add [[traits]]"]),
    ("[prompt]\ntemplate = \"{grund}\"\n[[traits]]\nname = \"ground\"\nvalues = [\"a\"]", 2, &["did you mean {ground}?"]),
    ("[[traits]]\nvalues = [\"a\"]", 1, &["lacks name"]),
    ("[[traits]]\nname = \"a\"", 1, &["[[traits]] a lacks values"]),
    ("[[traits]]\nname = \"a\"\nvalues = []", 3, &["has no values"]),
    ("[[traits]]\nname = \"a\"\nvalues = [\"x\", \"x\"]", 3, &["\"x\" twice"]),
    ("[[traits]]\nname = \"a\"\nvalues = [{ value = \"x\", count = 1, weight = 1 }]", 3, &["a count and a weight"]),
    ("[[traits]]\nname = \"a\"\nvalues = [{ value = \"x\", weight = 0.5 }]", 3, &["weight is a number with a fraction"]),
    ("[[traits]]\nname = \"a\"\nvalues = [{ value = \"x\", cuont = 5 }]", 3, &["\"cuont\"", "\"count\""]),
    ("[[traits]]\nname = \"a\"\nvalues = [{ count = 5 }]", 3, &["lacks value"]),
    ("[[traits]]\nname = \"a\"\nvalues = [\"x\"]\n[[traits]]\nname = \"a\"\nvalues = [\"x\"]", 5, &["two traits are named \"a\""]),
    ("[plan]\nsupply = 5\n[[traits]]\nname = \"a\"\nvalues = [{ value = \"x\", count = 6 }]", 5, &["count is 6", "between 0 and 5"]),
    ("[[traits]]\nname = \"a\"\nvalues = [\"x\"]\n[[rules]]\nif = { a = \"x\" }", 4, &["a rule is one of"]),
    ("[[traits]]\nname = \"ground\"\nvalues = [\"sand\"]\n[[rules]]\nat_most = 1\nof = { grund = \"sand\" }", 6, &["\"grund\"", "no trait", "\"ground\""]),
    ("[[traits]]\nname = \"ground\"\nvalues = [\"sand\"]\n[[rules]]\nat_most = 1\nof = { ground = \"snad\" }", 6, &["\"snad\"", "no value of ground", "\"sand\""]),
    ("[[traits]]\nname = \"ground\"\nvalues = [\"sand\"]\n[[rules]]\nat_most = 1\nof = {}", 6, &["is empty"]),
    ("[publish.home]\nkind = \"kubu\"", 2, &["did you mean \"kubo\"?"]),
    ("[publish.home]\nkind = \"kubo\"", 1, &["lacks api"]),
    ("[publish.pins]\nkind = \"pinning\"\nendpoint = \"https://a\"", 1, &["lacks token_env", "token_file"]),
    (
        "[publish.pins]\nkind = \"pinning\"\nendpoint = \"https://a\"\ntoken_env = \"A\"\ntoken = \"secret\"",
        5,
        &["no key \"token\""],
    ),
    (
        "[publish.pins]\nkind = \"pinning\"\nendpoint = \"https://a\"\ntoken_env = \"A\"\ntoken_file = \"b\"",
        5,
        &["leave one out"],
    ),
    ("[publish.home]\nkind = \"kubo\"\napi = \"127.0.0.1\"", 3, &["begins with http://"]),
    ("[publish.home]\nkind = \"folder\"\npath = \"p\"\napi = \"http://a\"", 4, &["has no key \"api\""]),
    ("[networks.mine]\nrpc = \"http://a\"", 2, &["[networks.mine]", "\"rpc\""]),
    ("[networks.mine]\nchain_id = -5", 2, &["chain_id is -5"]),
];

#[test]
fn every_mistake_is_named_with_its_line() {
    for (text, line, parts) in REFUSED {
        let error = parse(text).expect_err(text);
        assert!(error.contains(&format!("line {line}: ")), "{text}\n{error}");
        for part in *parts {
            assert!(error.contains(part), "{text}\n{error}\nlacks {part:?}");
        }
        assert!(!error.contains("places"), "one mistake, one sentence: {error}");
    }
}

#[test]
fn all_mistakes_are_named_at_once() {
    let error = parse("networq = 1\n[plan]\nsupply = 0\n[generation]\nsize = 5").unwrap_err();
    assert!(error.contains("in 3 places"), "{error}");
    let lines: Vec<_> =
        error.lines().skip(1).map(|line| line.trim().split(':').next().unwrap()).collect();
    assert_eq!(lines, ["line 1", "line 3", "line 5"]);
}
