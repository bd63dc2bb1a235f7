//! The parts that builds are made of: parallel work, memory budgets, small pictures, bytes as hex, manifests.

use std::sync::atomic::{AtomicU64, Ordering};

use colophon_project::hex_bytes::{Address, Hash};
use colophon_project::manifest::Manifest;
use colophon_project::parallel::{map, Budget};
use colophon_project::reading::Thumbnail;
use colophon_readers::pixels::Rgba;
use proptest::prelude::*;

use crate::craft::Project;

#[test]
fn results_come_in_the_order_of_the_inputs() {
    for count in [0, 1, 2, 1000] {
        let squares = map(count, |at| {
            if at % 97 == 0 {
                std::thread::yield_now();
            }
            at * at
        });
        assert_eq!(squares, (0..count).map(|at| at * at).collect::<Vec<_>>());
    }
}

#[test]
fn a_budget_is_never_exceeded_and_the_largest_piece_goes_alone() {
    let (budget, used, most) = (Budget::new(100), AtomicU64::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for thread in 0..8u64 {
            let (budget, used, most) = (&budget, &used, &most);
            scope.spawn(move || {
                for round in 0..200u64 {
                    let wanted = if (thread + round) % 50 == 0 { 1_000 } else { 30 + round % 30 };
                    let _share = budget.take(wanted);
                    let now = used.fetch_add(wanted.min(100), Ordering::SeqCst) + wanted.min(100);
                    most.fetch_max(now, Ordering::SeqCst);
                    std::thread::yield_now();
                    used.fetch_sub(wanted.min(100), Ordering::SeqCst);
                }
            });
        }
    });
    assert!(most.load(Ordering::SeqCst) <= 100, "{most:?}");
}

proptest! {
    #[test]
    fn a_picture_of_one_colour_gives_a_thumbnail_of_it(
        width in 1u32..90, height in 1u32..90, side in 1u32..70, colour in any::<[u8; 3]>()
    ) {
        let [r, g, b] = colour;
        let bytes = [r, g, b, 255].repeat((width * height) as usize);
        let thumbnail = Thumbnail::of(&Rgba { width, height, bytes }, side);
        prop_assert_eq!(thumbnail.rgb.len(), 3 * (side * side) as usize);
        let coloured = thumbnail.rgb.chunks_exact(3).filter(|pixel| *pixel == colour).count() as u64;
        let white = thumbnail.rgb.chunks_exact(3).filter(|pixel| *pixel == [255; 3]).count() as u64;
        let longest = u64::from(width.max(height));
        let fit = |length: u32| (u64::from(length) * u64::from(side) / longest).max(1);
        let wanted = fit(width) * fit(height);
        let all = u64::from(side) * u64::from(side);
        prop_assert_eq!(coloured, if colour == [255; 3] { all } else { wanted });
        prop_assert_eq!(white, if colour == [255; 3] { all } else { all - wanted });
    }

    #[test]
    fn hex_is_read_back(bytes in any::<[u8; 32]>()) {
        let hash = Hash::from(bytes);
        prop_assert_eq!(hash.to_string().parse::<Hash>().unwrap(), hash);
        let json = serde_json::to_string(&hash).unwrap();
        prop_assert_eq!(serde_json::from_str::<Hash>(&json).unwrap(), hash);
    }
}

#[test]
fn transparent_parts_are_white() {
    let bytes = [9, 9, 9, 0].repeat(16);
    let thumbnail = Thumbnail::of(&Rgba { width: 4, height: 4, bytes }, 2);
    assert_eq!(*thumbnail.rgb, [255; 12]);
}

#[test]
fn what_is_no_hash_is_refused() {
    for text in ["", "0x", "11", &"11".repeat(32), &format!("0x{}", "1".repeat(63)), "0xzz"] {
        assert!(text.parse::<Hash>().is_err(), "{text}");
    }
    let mixed = "0x3F1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E";
    assert_eq!(mixed.parse::<Address>().unwrap().to_string(), mixed.to_lowercase());
}

#[test]
fn a_manifest_that_contradicts_itself_is_refused() {
    let project = Project::planned(3);
    project.build().unwrap();
    let build = project.path().join("build");
    let path = build.join("manifest.json");
    let good = std::fs::read_to_string(&path).unwrap();
    let zeros = format!("0x{}", "00".repeat(32));
    let root = Manifest::load(&build).unwrap().unwrap().root.to_string();
    for (bad, why) in [
        (good.replace(&root, &zeros), "its root is not that of its pieces"),
        (good.replace("\"index\": 1,", "\"index\": 2,"), "piece 2 stands where piece 1 belongs"),
        (good.replace("\"token\": 2,", "\"token\": 5,"), "is not token 5"),
        (good.replace("manifest/1", "manifest/9"), "its schema is"),
        (good[..good.len() / 2].to_owned(), "EOF"),
    ] {
        assert_ne!(bad, good);
        std::fs::write(&path, bad).unwrap();
        let error = Manifest::load(&build).unwrap_err().to_string();
        assert!(error.contains(why) && error.contains("colophon build"), "{error}");
        // The next build mends it.
        project.build().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), good);
    }
}
