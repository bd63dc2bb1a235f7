//! `generate` and `init`: a project that works as it is.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use colophon_inference::host::generator::Generator;
use colophon_project::config::Config;
use colophon_project::generate::{file_name, generate, Drawn, Manner};
use colophon_project::init::{init, Answers, MODEL};
use colophon_project::observe::{Observer, Silent};
use colophon_project::plan::make::make;
use colophon_project::plan::Plan;

const WEIGHTS: &str = "../../examples/inkling/inkling-1.safetensors";

fn generator() -> Generator {
    Generator::open(&std::fs::read(WEIGHTS).unwrap()).unwrap()
}

fn project(supply: u32) -> (tempfile::TempDir, Config, Plan) {
    let folder = tempfile::tempdir().unwrap();
    let answers = Answers { supply, ..Answers::default() };
    init(folder.path(), &answers, &std::fs::read(WEIGHTS).unwrap()).unwrap();
    let config = Config::read(folder.path()).unwrap();
    let plan = make(&config, &[3; 32], None).unwrap();
    (folder, config, plan)
}

fn draw(folder: &Path, config: &Config, plan: &Plan, manner: Manner) -> Result<Drawn, String> {
    generate(folder, config, plan, &generator(), manner, &Silent).map_err(|error| error.to_string())
}

#[derive(Default)]
struct Counting(AtomicU64, AtomicU64);

impl Observer for Counting {
    fn begin(&self, _: &str, total: u64) {
        self.0.fetch_add(total, Ordering::Relaxed);
    }

    fn advance(&self, steps: u64) {
        self.1.fetch_add(steps, Ordering::Relaxed);
    }
}

#[test]
fn the_pieces_are_those_of_the_generator_and_a_second_run_keeps_them() {
    let (folder, config, plan) = project(6);
    let counting = Counting::default();
    let done = generate(folder.path(), &config, &plan, &generator(), Manner::default(), &counting)
        .unwrap();
    assert_eq!(done, Drawn { drawn: 6, kept: 0, replaced: 0 });
    assert_eq!((counting.0.into_inner(), counting.1.into_inner()), (6, 6));
    for piece in &plan.pieces {
        let path = folder.path().join("outputs").join(file_name(piece.index, 6));
        let wanted = generator().draw(&piece.prompt, piece.seed.into()).unwrap().png;
        assert!(std::fs::read(path).unwrap() == wanted, "piece {}", piece.index);
    }
    let again = draw(folder.path(), &config, &plan, Manner::default()).unwrap();
    assert_eq!(again, Drawn { drawn: 0, kept: 6, replaced: 0 });
    let compared =
        draw(folder.path(), &config, &plan, Manner { redraw: true, ..Manner::default() }).unwrap();
    assert_eq!(compared, Drawn { drawn: 0, kept: 6, replaced: 0 });
}

#[test]
fn a_prompt_and_seed_of_the_examples_give_the_example() {
    let (folder, config, mut plan) = project(1);
    plan.pieces[0].prompt = "cat face over castle".into();
    plan.pieces[0].seed = 1592;
    draw(folder.path(), &config, &plan, Manner::default()).unwrap();
    let drawn = std::fs::read(folder.path().join("outputs/0000.png")).unwrap();
    assert!(
        drawn
            == std::fs::read("../../examples/inkling/pieces/16-cat-face-over-castle.png").unwrap()
    );
}

#[test]
fn an_interrupted_run_goes_on_and_damaged_files_are_not_kept() {
    let (folder, config, plan) = project(5);
    let first = Manner { first: Some(2), ..Manner::default() };
    assert_eq!(draw(folder.path(), &config, &plan, first).unwrap().drawn, 2);
    let rest = draw(folder.path(), &config, &plan, Manner::default()).unwrap();
    assert_eq!((rest.drawn, rest.kept), (3, 2));
    let path = folder.path().join("outputs/0001.png");
    let whole = std::fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let other = std::fs::read(folder.path().join("outputs/0002.png")).unwrap();
    for bad in
        [&whole[..whole.len() - 5], &flipped, &[whole.as_slice(), b"x"].concat(), &other, b""]
    {
        std::fs::write(&path, bad).unwrap();
        let error = draw(folder.path(), &config, &plan, Manner::default()).unwrap_err();
        assert!(error.contains("0001.png") && error.contains("--replace"), "{error}");
        assert!(std::fs::read(&path).unwrap() == bad, "left as it was");
        let done =
            draw(folder.path(), &config, &plan, Manner { replace: true, ..Manner::default() })
                .unwrap();
        assert_eq!(done, Drawn { drawn: 0, kept: 4, replaced: 1 });
        assert!(std::fs::read(&path).unwrap() == whole);
    }
}

#[test]
fn what_cannot_be_drawn_is_named_before_anything_is_drawn() {
    let refused = |change: &dyn Fn(&mut Plan)| {
        let (folder, config, mut plan) = project(3);
        change(&mut plan);
        let error = draw(folder.path(), &config, &plan, Manner::default()).unwrap_err();
        assert_eq!(std::fs::read_dir(folder.path().join("outputs")).unwrap().count(), 0, "{error}");
        error
    };
    let error = refused(&|plan| plan.pieces[2].prompt = "dragon over castle".into());
    assert!(error.contains("1 of the") && error.contains("no concept \"dragon\""), "{error}");
    let error = refused(&|plan| plan.pieces[2].width = 1024);
    assert!(error.contains("1024x512") && error.contains("512x512"), "{error}");
    let error = refused(&|plan| plan.pieces[0].negative = "blurry".into());
    assert!(error.contains("no negative prompt"), "{error}");
}

#[test]
fn a_new_project_leaves_alone_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".gitignore"), "node_modules\nplan").unwrap();
    std::fs::create_dir(folder.path().join("outputs")).unwrap();
    std::fs::write(folder.path().join(MODEL), "mine").unwrap();
    let made = init(folder.path(), &Answers::default(), b"weights").unwrap();
    assert_eq!(std::fs::read(folder.path().join(MODEL)).unwrap(), b"mine");
    let names = |paths: &[std::path::PathBuf]| {
        paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(&made.made), ["colophon.toml", ".gitignore"]);
    assert_eq!(names(&made.kept), [MODEL, "outputs"]);
    let ignored = std::fs::read_to_string(folder.path().join(".gitignore")).unwrap();
    assert!(ignored.starts_with("node_modules\nplan\n"), "{ignored}");
    assert!(ignored.contains("\n/.colophon/\n") && !ignored.contains("/plan/"), "{ignored}");
    let before = std::fs::read(folder.path().join("colophon.toml")).unwrap();
    let error = init(folder.path(), &Answers::default(), b"weights").unwrap_err().to_string();
    assert!(error.contains("is there already"), "{error}");
    assert_eq!(std::fs::read(folder.path().join("colophon.toml")).unwrap(), before);
    assert_eq!(std::fs::read_to_string(folder.path().join(".gitignore")).unwrap(), ignored);
}

#[test]
fn answers_may_hold_any_text() {
    let folder = tempfile::tempdir().unwrap();
    let name = "A \"quoted\" \\ name é @SUPPLY@";
    let answers = Answers { name: name.into(), ..Answers::default() };
    let refused = Answers { name: "a\u{7}".into(), ..Answers::default() };
    assert!(init(folder.path(), &refused, b"").is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing half made");
    init(folder.path(), &answers, b"").unwrap();
    assert_eq!(Config::read(folder.path()).unwrap().collection.name.as_deref(), Some(name));
}
