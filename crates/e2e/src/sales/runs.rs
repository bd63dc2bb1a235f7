//! Runs: so many actions from a seed, in stories of a few hundred that each begin in a new world.

use super::{
    action::Action,
    cast::Cast,
    codec::Mining,
    driver::Driver,
    invariants::{broken, Before},
    model::{Model, Outcome},
    replay::Failure,
    sale::Status,
    stage::Stage,
    tally::Tally,
};

/// Actions of one story.
pub const STORY: u64 = 500;
/// Second in which every story begins.
pub const BEGINNING: u64 = 1_800_000_000;
/// Greatest difficulty that is mined when mining is real.
const PATIENCE: u64 = 400_000;

/// How often a failing story is told again in order to make it shorter.
const TRIALS: usize = 60;

/// The seed of a story within a run: stories are as different as seeds are.
pub fn story_seed(seed: u64, story: u64) -> u64 {
    fastrand::Rng::with_seed(seed ^ story.wrapping_mul(0x9e37_79b9_7f4a_7c15)).u64(..)
}

/// A story that is being told.
#[derive(Debug)]
pub struct Story {
    seed: u64,
    driver: Driver,
    /// The world as the model has it.
    pub model: Model,
    told: u64,
}

impl Story {
    /// The beginning of a story.
    pub fn new(seed: u64, cast: Cast, mining: Mining) -> Self {
        let patience = if mining == Mining::Real { PATIENCE } else { u64::MAX };
        let model = Model::new(cast, mining, BEGINNING);
        Self { seed, driver: Driver::new(seed, patience), model, told: 0 }
    }

    /// Draws the next action.
    pub fn draw(&mut self) -> Action {
        self.driver.next(&mut self.model)
    }

    /// Does it in the model; answers what must come out.
    ///
    /// # Panics
    /// When an invariant is broken.
    pub fn tell(&mut self, action: &Action, tally: &mut Tally) -> Outcome {
        let before = Before::note(&self.model, action.act.sale());
        let paused = action
            .act
            .sale()
            .and_then(|id| self.model.sales.get(&id))
            .is_some_and(|sale| sale.status(action.at) == Status::Paused || sale.paused);
        let outcome = self.model.apply(action);
        self.told += 1;
        let is_done = matches!(outcome, Outcome::Done(..));
        self.driver.saw(action, is_done);
        let findings = broken(&self.model, &before);
        assert!(
            findings.is_empty(),
            "story {:#x}, action {}: {findings:#?}\nafter {action:#?}",
            self.seed,
            self.told
        );
        let kind = action.act.kind();
        match &outcome {
            Outcome::Done(..) => {
                tally.count(kind, "done");
                let what = match kind {
                    "release" => "release while paused",
                    "refund" => "refund while paused",
                    _ => return outcome,
                };
                tally.see(what, paused);
            }
            Outcome::Refused(reasons) => {
                tally.refused += 1;
                tally.single += u64::from(reasons.len() == 1);
                for reason in reasons {
                    tally.see(reason.name, true);
                }
                tally.count(kind, if reasons.len() == 1 { reasons[0].name } else { "several" });
            }
        }
        outcome
    }
}

/// Runs the model alone.
pub fn pure(seed: u64, actions: u64) -> Tally {
    let mut tally = Tally::default();
    for number in 0..actions.div_ceil(STORY) {
        let seed = story_seed(seed, number);
        let mut story = Story::new(seed, Cast::pretended(), Mining::Pretended);
        for _ in 0..STORY.min(actions - number * STORY) {
            let action = story.draw();
            story.tell(&action, &mut tally);
        }
    }
    tally
}

/// Runs the model and the built program side by side.
///
/// # Panics
/// When they differ, with the seed, the number of actions and as few of them as still differ.
pub fn compared(stage: &mut Stage, seed: u64, actions: u64) -> Tally {
    let mut tally = Tally::default();
    for number in 0..actions.div_ceil(STORY) {
        let seed = story_seed(seed, number);
        let length = STORY.min(actions - number * STORY);
        match stage.play(seed, length) {
            Ok(played) => tally.add(&played),
            Err(failure) => {
                let (short, what) = shrunk(stage, &failure);
                let last = short.last().map(|action| stage.cast.name(action.by));
                panic!(
                    "story {seed:#x}: action {} is the first that differs:\n{}\n\nthis is enough, and ends with {last:?}:\n{short:#?}\n{what}",
                    failure.actions.len(),
                    failure.what
                );
            }
        }
    }
    tally
}

/// Leaves out what is not needed for a difference: halves, then smaller parts, of the calls of the Minter.
fn shrunk(stage: &mut Stage, failure: &Failure) -> (Vec<Action>, String) {
    let mut actions = failure.actions.clone();
    let mut what = failure.what.clone();
    let mut size = actions.len() / 2;
    let mut trials = 0;
    while size > 0 && trials < TRIALS {
        let mut place = 0;
        while place + size < actions.len() && trials < TRIALS {
            let shorter: Vec<Action> = actions
                .iter()
                .enumerate()
                .filter(|(number, one)| {
                    !(place..place + size).contains(number) || !one.act.is_call()
                })
                .map(|(_, one)| one.clone())
                .collect();
            trials += 1;
            match stage.retell(&shorter) {
                Some((end, difference)) if shorter.len() < actions.len() => {
                    actions = shorter[..=end].to_vec();
                    what = difference;
                }
                _ => place += size,
            }
        }
        size /= 2;
    }
    (actions, what)
}
