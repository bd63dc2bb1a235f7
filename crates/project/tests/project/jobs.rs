//! The lists for generators.

use std::path::Path;

use colophon_project::config::Config;
use colophon_project::plan::jobs::{jobs, save, Workflow};
use colophon_project::plan::make::make;
use colophon_project::plan::Plan;
use serde_json::{json, Value};

const TEXT: &str = r#"
[model]
name = "base"
[prompt]
template = "{a}, \"quoted\""
negative = "=SUM(A1)"
[generation]
size = "512x768"
steps = 20
sampler = "Euler a"
scheduler = "Karras"
cfg_scale = 7.50
[plan]
supply = 3
seed_start = 5
[[traits]]
name = "a"
values = [
  { value = "x", count = 1, prompt = "=cmd|' /C calc'!A0" },
  { value = "two\nlines", count = 1 },
  { value = "@z", count = 1 },
]
"#;

fn plan(text: &str) -> (Config, Plan) {
    let config = Config::parse(text, Path::new("colophon.toml")).unwrap();
    let plan = make(&config, &[1; 32], None).unwrap();
    (config, plan)
}

fn list(name: &str) -> (Plan, String) {
    let (config, plan) = plan(TEXT);
    let lists = jobs(Path::new("nowhere"), &config, &plan).unwrap();
    let found = lists.into_iter().find(|list| list.name == name).unwrap();
    (plan, String::from_utf8(found.bytes).unwrap())
}

fn lines(name: &str) -> (Plan, Vec<Value>) {
    let (plan, text) = list(name);
    (plan, text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// A reader of RFC 4180, written from the RFC.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.push(chars.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty());
    rows
}

#[test]
fn the_table_reads_back_and_nothing_in_it_is_a_formula() {
    let (plan, text) = list("jobs.csv");
    let rows = cells(&text);
    assert_eq!(rows[0][..4], ["index", "trait:a", "prompt", "negative"]);
    assert_eq!(rows.len(), 4);
    for (row, piece) in rows[1..].iter().zip(&plan.pieces) {
        assert_eq!(row[0], piece.index.to_string());
        assert_eq!(row[1].trim_start_matches('\''), piece.traits.get("a").unwrap());
        assert_eq!(row[2].trim_start_matches('\''), piece.prompt);
        assert_eq!(row[3], "'=SUM(A1)");
        assert_eq!(row[4], piece.seed.to_string());
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
        assert_eq!(row.last().unwrap(), "7.50", "as it was written");
    }
}

#[test]
fn lines_hold_every_text_as_it_is() {
    let (plan, jobs) = lines("jobs.jsonl");
    for (job, piece) in jobs.iter().zip(&plan.pieces) {
        assert_eq!(job["prompt"], json!(piece.prompt));
        assert_eq!(job["negative"], json!("=SUM(A1)"));
        assert_eq!(job["seed"], json!(5 + piece.index));
        assert_eq!(
            (&job["width"], &job["height"], &job["steps"]),
            (&json!(512), &json!(768), &json!(20))
        );
        assert_eq!(job["cfg_scale"], json!("7.50"));
    }
    assert_eq!(jobs.len(), 3);
}

#[test]
fn a1111_gets_its_own_names() {
    let (plan, bodies) = lines("a1111.jsonl");
    assert_eq!(
        bodies[2],
        json!({
            "prompt": plan.pieces[2].prompt, "negative_prompt": "=SUM(A1)", "seed": 7, "width": 512,
            "height": 768, "n_iter": 1, "batch_size": 1, "steps": 20, "cfg_scale": 7.5,
            "sampler_name": "Euler a", "scheduler": "Karras",
            "override_settings": { "sd_model_checkpoint": "base" },
        })
    );
}

#[test]
fn the_built_in_workflow_is_filled() {
    let (plan, bodies) = lines("comfyui.jsonl");
    let graph = &bodies[1]["prompt"];
    assert_eq!(graph["2"]["inputs"]["text"], json!(plan.pieces[1].prompt));
    assert_eq!(graph["3"]["inputs"]["text"], json!("=SUM(A1)"));
    let sampler = &graph["5"]["inputs"];
    assert_eq!(
        (&sampler["seed"], &sampler["cfg"], &sampler["sampler_name"]),
        (&json!(6), &json!(7.5), &json!("euler_ancestral"))
    );
    assert_eq!(graph["4"]["inputs"]["height"], json!(768));
    assert_eq!(graph["1"]["inputs"]["ckpt_name"], json!("base.safetensors"));
    assert_eq!(graph["7"]["inputs"]["filename_prefix"], json!("piece-000001"));
}

/// A workflow as artists have them: a ControlNet between texts and sampler, a second sampler, texts that come from a node of their own.
fn workflow() -> Value {
    json!({
        "3": { "class_type": "KSampler", "inputs": { "seed": 1, "positive": ["14", 0], "negative": ["14", 1], "latent_image": ["5", 0], "model": ["4", 0] } },
        "5": { "class_type": "EmptySD3LatentImage", "inputs": { "width": 64, "height": 64, "batch_size": 1 } },
        "14": { "class_type": "ControlNetApplyAdvanced", "inputs": { "positive": ["6", 0], "negative": ["7", 0], "strength": 0.5 } },
        "6": { "class_type": "CLIPTextEncode", "inputs": { "text": ["20", 0], "clip": ["4", 1] } },
        "7": { "class_type": "CLIPTextEncode", "inputs": { "text": "blurry", "clip": ["4", 1] } },
        "20": { "class_type": "PrimitiveString", "inputs": { "value": "a cat" } },
        "30": { "class_type": "KSamplerAdvanced", "inputs": { "noise_seed": 2, "positive": ["31", 0], "negative": ["7", 0], "latent_image": ["3", 0], "model": ["4", 0] } },
        "31": { "class_type": "ConditioningCombine", "inputs": { "conditioning_1": ["6", 0], "conditioning_2": ["32", 0] } },
        "32": { "class_type": "CLIPTextEncodeSDXL", "inputs": { "text_g": "a cat", "text_l": "a cat", "width": 1024, "clip": ["4", 1] } },
        "4": { "class_type": "CheckpointLoaderSimple", "inputs": { "ckpt_name": "mine.safetensors" } },
        "40": { "class_type": "Note", "inputs": { "text": "not a prompt" } },
    })
}

#[test]
fn an_artists_workflow_is_filled_where_its_links_lead() {
    let (_, plan) = plan(TEXT);
    let body = Workflow::read(workflow().to_string().as_bytes()).unwrap().body(&plan.pieces[0]);
    let (graph, prompt) = (&body["prompt"], json!(plan.pieces[0].prompt));
    let mut wanted = workflow();
    for (node, key) in [("20", "value"), ("32", "text_g"), ("32", "text_l")] {
        wanted[node]["inputs"][key] = prompt.clone();
    }
    wanted["7"]["inputs"]["text"] = json!("=SUM(A1)");
    wanted["3"]["inputs"]["seed"] = json!(5);
    wanted["30"]["inputs"]["noise_seed"] = json!(5);
    wanted["5"]["inputs"]["width"] = json!(512);
    wanted["5"]["inputs"]["height"] = json!(768);
    assert_eq!(graph, &wanted, "these and nothing else");
}

#[test]
fn a_flux_workflow_has_a_guider_with_one_input() {
    let flux = json!({
        "1": { "class_type": "RandomNoise", "inputs": { "noise_seed": 1 } },
        "2": { "class_type": "BasicGuider", "inputs": { "conditioning": ["3", 0], "model": ["9", 0] } },
        "3": { "class_type": "FluxGuidance", "inputs": { "conditioning": ["4", 0], "guidance": 3.5 } },
        "4": { "class_type": "CLIPTextEncodeFlux", "inputs": { "clip_l": "a", "t5xxl": "a", "guidance": 3.5 } },
        "9": { "class_type": "UNETLoader", "inputs": { "unet_name": "flux" } },
    });
    let (_, plan) = plan(TEXT);
    let body = Workflow::read(flux.to_string().as_bytes()).unwrap().body(&plan.pieces[0]);
    assert_eq!(body["prompt"]["4"]["inputs"]["t5xxl"], json!(plan.pieces[0].prompt));
    assert_eq!(body["prompt"]["1"]["inputs"]["noise_seed"], json!(5));
}

#[test]
fn workflows_that_cannot_be_filled_are_refused() {
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut value = workflow();
        change(&mut value);
        Workflow::read(value.to_string().as_bytes()).unwrap_err().to_string()
    };
    assert!(Workflow::read(b"{").unwrap_err().to_string().contains("no JSON"));
    assert!(Workflow::read(b"[]").unwrap_err().to_string().contains("no nodes"));
    assert!(Workflow::read(b"{}").unwrap_err().to_string().contains("no nodes"));
    assert!(Workflow::read(br#"{"nodes":[],"links":[]}"#)
        .unwrap_err()
        .to_string()
        .contains("Export (API)"));
    assert!(refused(&|w| {
        w["3"]["inputs"]["seed"] = json!(["20", 0]);
        w["30"]["inputs"]["noise_seed"] = json!("x");
    })
    .contains("no node has a seed"));
    assert!(refused(&|w| {
        w["6"]["inputs"]["text"] = json!(3);
        w["32"]["inputs"] = json!({});
    })
    .contains("no text was found"));
    assert!(refused(&|w| w["14"]["inputs"]["negative"] = json!(["6", 0])).contains("both"));
    // Nodes that link to each other in a ring end the search, not the program.
    assert!(refused(&|w| {
        w["6"]["inputs"]["text"] = json!(["20", 0]);
        w["20"]["inputs"]["value"] = json!(["6", 0]);
        w["32"]["inputs"] = json!({});
    })
    .contains("no text was found"));
}

#[test]
fn a_workflow_file_that_is_missing_is_named() {
    let text = TEXT.replace("steps = 20", "comfyui_workflow = \"none.json\"");
    let (config, plan) = plan(&text);
    let error = jobs(Path::new("nowhere"), &config, &plan).unwrap_err().to_string();
    assert!(error.contains("none.json") && error.contains("not there"), "{error}");
}

#[test]
fn lists_that_are_there_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (config, plan) = plan(TEXT);
    let lists = jobs(folder.path(), &config, &plan).unwrap();
    assert_eq!(save(folder.path(), &lists).unwrap(), 4);
    assert_eq!(save(folder.path(), &lists).unwrap(), 0);
    std::fs::write(folder.path().join("plan/jobs.csv"), "x").unwrap();
    assert_eq!(save(folder.path(), &lists).unwrap(), 1);
}
