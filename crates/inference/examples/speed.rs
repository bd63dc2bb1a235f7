//! How fast pictures are drawn on one core and on two: `cargo run --release -p colophon-inference --example speed -- [WEIGHTS]`.

use std::{
    hint::black_box,
    io::{self, Write as _},
    thread,
    time::Instant,
};

use colophon_inference::{
    host::{generator::Generator, png, prompt::Prompt},
    shape::MACS,
};

/// Pictures of each measurement.
const COUNT: u64 = 500;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1);
    let file = file.unwrap_or_else(|| "../examples/inkling/inkling-1.safetensors".into());
    let generator = Generator::open(&std::fs::read(file)?)?;
    let names = generator.model().names();
    let mut out = io::stdout();

    let prompt = Prompt::parse(generator.model(), names.first().ok_or("no concepts")?)?;
    let began = Instant::now();
    for seed in 0..COUNT {
        let mut word = [0; 32];
        word[31] = seed as u8;
        black_box(generator.index_map(&prompt, &word)?);
    }
    let rate = COUNT as f64 / began.elapsed().as_secs_f64();
    let macs = rate * MACS as f64 / 1e9;
    writeln!(out, "network          {rate:8.0} pictures/s  {macs:.2} G multiplications/s")?;

    let picture = generator.index_map(&prompt, &[0; 32])?;
    let began = Instant::now();
    for _ in 0..COUNT {
        black_box(png::encode(black_box(&picture), generator.model().palette(), b""));
    }
    let rate = COUNT as f64 / began.elapsed().as_secs_f64();
    writeln!(out, "PNG              {rate:8.0} pictures/s")?;

    for threads in [1, 2] {
        let began = Instant::now();
        thread::scope(|scope| {
            for thread in 0..threads {
                let generator = &generator;
                scope.spawn(move || {
                    for (name, seed) in names.iter().cycle().zip(0..COUNT) {
                        black_box(generator.draw(name, seed * threads + thread)).ok();
                    }
                });
            }
        });
        let rate = (COUNT * threads) as f64 / began.elapsed().as_secs_f64();
        writeln!(
            out,
            "pieces, {threads} thread{} {rate:8.0} pieces/s",
            if threads > 1 { "s" } else { " " }
        )?;
    }
    Ok(())
}
