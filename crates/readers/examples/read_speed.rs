//! Reads, hashes and decodes every file of a folder on a number of threads and says how fast that was; with `--make N` it
//! first fills the folder with N pictures of 512 × 512 pixels.
//!
//! `cargo run --release -p colophon-readers --example read_speed -- FOLDER [THREADS] [--make N]`

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

/// Side of the pictures that are made.
const SIDE: u32 = 512;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().map(PathBuf::from);
    let folder =
        folder.ok_or_else(|| std::io::Error::other("which folder? FOLDER [THREADS] [--make N]"))?;
    let rest: Vec<String> = arguments.collect();
    let number = |text: Option<&String>| text.and_then(|text| text.parse::<usize>().ok());
    let make =
        rest.iter().position(|word| word == "--make").and_then(|at| number(rest.get(at + 1)));
    if let Some(count) = make {
        std::fs::create_dir_all(&folder)?;
        (0..count).try_for_each(|index| draw(&folder, index as u32))?;
    }
    let threads = number(rest.first()).unwrap_or(2);
    let files: Vec<PathBuf> = std::fs::read_dir(&folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    let (next, bytes, refused) = (AtomicUsize::new(0), AtomicU64::new(0), AtomicUsize::new(0));
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match colophon_readers::read(path) {
                        Ok(picture) => bytes.fetch_add(picture.bytes, Ordering::Relaxed),
                        Err(_) => refused.fetch_add(1, Ordering::Relaxed) as u64,
                    };
                }
            });
        }
    });
    let seconds = start.elapsed().as_secs_f64();
    let megabytes = bytes.into_inner() as f64 / 1e6;
    writeln!(
        std::io::stdout(),
        "{} files, {megabytes:.0} MB, {} refused, {threads} threads: {seconds:.2} s, {:.0} files/s, {:.0} MB/s",
        files.len(),
        refused.into_inner(),
        files.len() as f64 / seconds,
        megabytes / seconds
    )
}

/// A picture with some noise on a gradient, as photographs and paintings have, and an infotext.
fn draw(folder: &Path, index: u32) -> std::io::Result<()> {
    let mut state = u64::from(index).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut pixels = Vec::with_capacity((SIDE * SIDE * 3) as usize);
    for y in 0..SIDE {
        for x in 0..SIDE {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let noise = state as u8 & 7;
            pixels.extend([
                (x / 2) as u8 ^ noise,
                (y / 2) as u8 ^ noise,
                ((x + y + index) / 4) as u8,
            ]);
        }
    }
    let file = std::fs::File::create(folder.join(format!("{index:05}.png")))?;
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), SIDE, SIDE);
    encoder.set_color(png::ColorType::Rgb);
    let text = format!("an owl\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: {index}, Size: 512x512, Model hash: 6ce0161689, Model: dream");
    encoder.add_text_chunk("parameters".into(), text).map_err(std::io::Error::other)?;
    let mut writer = encoder.write_header().map_err(std::io::Error::other)?;
    writer.write_image_data(&pixels).map_err(std::io::Error::other)?;
    writer.finish().map_err(std::io::Error::other)
}
