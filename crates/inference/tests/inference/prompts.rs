//! Prompts: what they mean, how they are written, and what is said of wrong ones.

use colophon_inference::host::{
    generator::{DrawError, Generator},
    prompt::{Prompt, PromptError},
};
use proptest::prelude::*;

use super::generator;

fn written(generator: &Generator, text: &str) -> Result<String, PromptError> {
    Prompt::parse(generator.model(), text).map(|prompt| prompt.to_string())
}

#[test]
fn spaces_hyphens_and_case_do_not_matter() {
    let generator = generator();
    for text in ["cat-face", "cat face", "  Cat\tFACE\n", "CAT-face"] {
        assert_eq!(written(&generator, text).as_deref(), Ok("cat-face"), "{text:?}");
    }
    let two = Prompt::parse(generator.model(), "Cat face  OVER\ncastle").expect("two concepts");
    assert_eq!(two.to_string(), "cat-face over castle");
    assert_eq!(Some(two.top), generator.model().concept("cat-face"));
    assert_eq!(two.bottom, generator.model().concept("castle"));
}

#[test]
fn every_name_of_the_model_is_a_prompt() {
    let generator = generator();
    assert_eq!(generator.model().names().len(), 200);
    for (place, name) in generator.model().names().iter().enumerate() {
        let prompt = Prompt::parse(generator.model(), name).expect("a concept");
        assert_eq!((prompt.top, prompt.bottom), (place, None));
    }
}

#[test]
fn wrong_prompts_are_answered_with_what_to_write() {
    let generator = generator();
    for text in ["", " \n", "over", "cat over", "over cat", "cat over over cat"] {
        assert_eq!(written(&generator, text), Err(PromptError::Missing), "{text:?}");
    }
    assert_eq!(written(&generator, "cat over cat over cat"), Err(PromptError::TooMany));
    assert_eq!(written(&generator, &"a".repeat(257)), Err(PromptError::TooLong(257)));
    let nearest = |text| match written(&generator, text) {
        Err(PromptError::Unknown { name, nearest }) => (name, nearest),
        other => panic!("{other:?}"),
    };
    assert_eq!(nearest("castel").0, "castel");
    assert_eq!(nearest("castel").1[0], "castle");
    assert_eq!(nearest("bear over cat-fcae").1[0], "cat-face");
    assert!(nearest("cake").1.contains(&"birthday-cake".into()));
    let message = generator.draw("avocato", 0).expect_err("no such concept");
    assert!(matches!(message, DrawError::Prompt(_)));
    assert!(message
        .to_string()
        .starts_with("the model has no concept \"avocato\"; near it are avocado, "));
}

#[test]
fn one_over_itself_is_the_one_but_says_so() {
    let generator = generator();
    let (one, two) = (generator.draw("bear", 5), generator.draw("bear over bear", 5));
    let (one, two) = (one.expect("a prompt"), two.expect("a prompt"));
    assert_eq!(one.index_map, two.index_map);
    assert_ne!(one.png, two.png);
}

#[test]
fn a_prompt_of_a_larger_model_is_refused() {
    let generator = generator();
    let mut prompt = Prompt::parse(generator.model(), "bear").expect("a concept");
    prompt.bottom = Some(200);
    let refused = generator.index_map(&prompt, &[0; 32]);
    assert_eq!(refused, Err(DrawError::Concept(200)));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}|[a-e ]{0,20}( over [a-e -]{0,9}){0,3}") {
        let generator = generator();
        if let Ok(prompt) = Prompt::parse(generator.model(), &text) {
            prop_assert_eq!(Prompt::parse(generator.model(), &prompt.to_string()), Ok(prompt));
        }
    }
}
