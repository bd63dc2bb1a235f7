//! One file for every format and place, as a start for mutations and for comparisons.

use super::avif::{avif_with, c2pa_box, exif_item};
use super::jpeg::{exif_segment, jpeg_of, jumbf_segments, segment, xmp_segment};
use super::payloads::{self as p, xmp};
use super::{
    chunk, deflate, gif_extension, gif_with, hide, itxt_chunk, pattern, png_rgba, png_with,
    text_chunk, tiff_of, unicode, webp_of,
};

/// Name, format that is found, file.
pub(crate) type Seed = (&'static str, &'static str, Vec<u8>);

/// A square of pixels that is large enough to hide texts in.
pub(crate) const SIDE: u32 = 128;

fn hidden(text: &str, rgb: bool, packed: bool) -> Vec<u8> {
    let mut pixels = pattern(SIDE, SIDE);
    hide(SIDE, &mut pixels, text.as_bytes(), rgb, packed);
    png_rgba(SIDE, &pixels, &[], &[])
}

fn comment(text: &str) -> Vec<u8> {
    tiff_of(&[], &[(0x9286, &unicode(text))])
}

fn png(keyword: &str, text: &str) -> Vec<u8> {
    png_with(&[text_chunk(keyword, text)])
}

/// PNG files.
pub(crate) fn pngs() -> Vec<Seed> {
    let ztxt = chunk(b"zTXt", &[b"parameters\0\0", &deflate(p::INFOTEXT.as_bytes())[..]].concat());
    let comf = [
        chunk(b"comf", format!("workflow\0{}", "{}").as_bytes()),
        chunk(b"comf", format!("prompt\0{}", p::GRAPH).as_bytes()),
    ];
    let easy = [
        ("prompt", "an owl"),
        ("negative_prompt", "blurry"),
        ("seed", "77"),
        ("num_inference_steps", "28"),
        ("guidance_scale", "6.5"),
        ("width", "640"),
        ("height", "960"),
        ("use_stable_diffusion_model", "sd-v1-5"),
        ("sampler_name", "euler_a"),
        ("use_vae_model", "kl"),
        ("use_lora_model", "['ink', 'fog']"),
        ("lora_alpha", "[0.8, 0.25]"),
    ];
    let easy: Vec<_> = easy.iter().map(|(key, value)| text_chunk(key, value)).collect();
    let midjourney = [
        text_chunk("Description", p::MIDJOURNEY),
        text_chunk("Author", "u123"),
        itxt_chunk("XML:com.adobe.xmp", &xmp("Iptc4xmpExt:DigImageGUID=\"guid-1\" Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia\"", "")),
    ];
    let novelai = [
        text_chunk("Title", "NovelAI generated image"),
        text_chunk("Description", "an owl"),
        text_chunk("Software", "NovelAI"),
        text_chunk("Source", "NovelAI Diffusion V4.5 C02D4F98"),
        text_chunk("Generation time", "3.1"),
        text_chunk("Comment", p::NOVELAI),
    ];
    vec![
        ("a1111 tEXt", "a1111", png("parameters", p::INFOTEXT)),
        ("a1111 zTXt", "a1111", png_with(&[ztxt])),
        ("a1111 iTXt", "a1111", png_with(&[itxt_chunk("parameters", p::INFOTEXT)])),
        ("a1111 alpha", "a1111", hidden(p::INFOTEXT, false, false)),
        ("a1111 alpha gzip", "a1111", hidden(p::INFOTEXT, false, true)),
        ("a1111 rgb", "a1111", hidden(p::INFOTEXT, true, false)),
        ("a1111 rgb gzip", "a1111", hidden(p::INFOTEXT, true, true)),
        ("comfyui", "comfyui", png("prompt", p::GRAPH)),
        ("comfyui comf", "comfyui", png_rgba(16, &pattern(16, 16), &[], &comf)),
        ("swarmui", "swarmui", png("parameters", p::SWARM)),
        ("invokeai 5", "invokeai", png("invokeai_metadata", p::INVOKE_5)),
        ("invokeai 3", "invokeai", png("invokeai_metadata", p::INVOKE_3)),
        ("invokeai 2", "invokeai", png("sd-metadata", p::INVOKE_2)),
        ("invokeai 1", "invokeai", png("Dream", p::DREAM)),
        ("fooocus", "fooocus", png("parameters", p::FOOOCUS)),
        ("fooocus comment", "fooocus", png("Comment", p::FOOOCUS)),
        (
            "draw things",
            "drawthings",
            png_with(&[itxt_chunk("XML:com.adobe.xmp", &p::draw_things_xmp())]),
        ),
        ("easy diffusion", "easydiffusion", png_with(&easy)),
        ("midjourney", "midjourney", png_with(&midjourney)),
        ("novelai", "novelai", png_with(&novelai)),
        ("c2pa", "", png_with(&[chunk(b"caBX", &p::c2pa_store(300))])),
    ]
}

/// Files of other kinds.
pub(crate) fn others() -> Vec<Seed> {
    let pixels = pattern(24, 16);
    let webp = |exif: &[u8]| webp_of(24, &pixels, exif, &[]);
    let model = format!("prompt:{}\0", p::GRAPH);
    let graph = tiff_of(&[(0x010f, b"workflow:{}\0"), (0x0110, model.as_bytes())], &[]);
    let old_swarm = tiff_of(&[(0x0110, p::SWARM.as_bytes())], &[]);
    let avif = |exif: &[u8]| avif_with(&[(b"Exif", "", exif_item(exif))], &[]);
    let store = p::c2pa_store(5_000);
    let fooocus = tiff_of(&[(0x9286, p::FOOOCUS.as_bytes()), (0x0131, b"Fooocus v2.5.5\0")], &[]);
    let packet = p::draw_things_xmp();
    vec![
        ("a1111 jpeg", "a1111", jpeg_of(&[exif_segment(&comment(p::INFOTEXT))])),
        ("a1111 webp", "a1111", webp(&comment(p::INFOTEXT))),
        ("a1111 avif", "a1111", avif(&comment(p::INFOTEXT))),
        ("a1111 gif", "a1111", gif_with(&[gif_extension(&[0xfe], p::INFOTEXT.as_bytes())], 1)),
        ("comfyui webp", "comfyui", webp(&graph)),
        ("swarmui jpeg", "swarmui", jpeg_of(&[exif_segment(&comment(p::SWARM))])),
        ("swarmui old", "swarmui", jpeg_of(&[exif_segment(&old_swarm)])),
        ("fooocus jpeg", "fooocus", jpeg_of(&[exif_segment(&fooocus)])),
        ("fooocus jpeg comment", "fooocus", jpeg_of(&[segment(0xfe, p::FOOOCUS.as_bytes())])),
        ("easy diffusion jpeg", "easydiffusion", jpeg_of(&[exif_segment(&comment(p::EASY))])),
        ("draw things jpeg", "drawthings", jpeg_of(&[xmp_segment(&packet)])),
        (
            "draw things avif",
            "drawthings",
            avif_with(&[(b"mime", "application/rdf+xml", packet.clone().into_bytes())], &[]),
        ),
        ("c2pa jpeg", "", jpeg_of(&jumbf_segments(&store, 1_000))),
        ("c2pa webp", "", webp_of(24, &pixels, &[], &[(b"C2PA", &store)])),
        ("c2pa avif", "", avif_with(&[], &[c2pa_box(&store)])),
        ("c2pa gif", "", gif_with(&[gif_extension(b"\xff\x0bC2PA_GIF\x01\0\0", &store)], 1)),
    ]
}

/// All of them.
pub(crate) fn all() -> Vec<Seed> {
    pngs().into_iter().chain(others()).collect()
}
