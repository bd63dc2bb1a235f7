//! What each tool would write about one picture; the values are known to the tests.

/// AUTOMATIC1111, with two LoRAs.
pub(crate) const INFOTEXT: &str = "an owl <lora:ink:0.8> <lora:fog:0.25>\nNegative prompt: blurry\nSteps: 28, Sampler: DPM++ 2M, \
    Schedule type: Karras, CFG scale: 6.5, Seed: 123456789012, Size: 640x960, Model hash: 6ce0161689, Model: dream_8, \
    Denoising strength: 0.4, Clip skip: 2, VAE: kl.pt, Lora hashes: \"ink: aabbccddeeff, fog: 001122334455\", Version: v1.10.1";

/// ComfyUI: two LoRAs behind a checkpoint, a control network, a bare NaN.
pub(crate) const GRAPH: &str = r#"{"1":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"base.safetensors"}},
"2":{"class_type":"LoraLoader","inputs":{"lora_name":"ink.safetensors","strength_model":0.8,"strength_clip":0.8,"model":["1",0],"clip":["1",1]}},
"3":{"class_type":"LoraLoader","inputs":{"lora_name":"fog.safetensors","strength_model":0.25,"strength_clip":1.0,"model":["2",0],"clip":["2",1]}},
"4":{"class_type":"CLIPTextEncode","inputs":{"text":"an owl","clip":["3",1]}},
"5":{"class_type":"CLIPTextEncode","inputs":{"text":"blurry","clip":["3",1]}},
"6":{"class_type":"EmptyLatentImage","inputs":{"width":640,"height":960,"batch_size":1}},
"7":{"class_type":"KSampler","inputs":{"seed":18446744073709551615,"steps":28,"cfg":6.5,"sampler_name":"dpmpp_2m","scheduler":"karras","denoise":1.0,"model":["3",0],"positive":["4",0],"negative":["5",0],"latent_image":["6",0]},"is_changed":[NaN]},
"9":{"class_type":"SaveImage","inputs":{"images":["7",0]}}}"#;

/// SwarmUI: numbers as texts, lists as lists, one model hash.
pub(crate) const SWARM: &str = r#"{
  "sui_image_params": {"prompt": "an owl", "negativeprompt": "blurry", "model": "sdxl/base_1.0", "seed": "77", "steps": 28, "cfgscale": "6.5",
    "aspectratio": "Custom", "width": 640, "height": 960, "sampler": "euler", "scheduler": "karras", "vae": "ae.sft",
    "loras": ["ink", "dir/fog"], "loraweights": ["0.8", "0.25"], "refinermodel": "(Use Base)", "swarm_version": "0.9.6.1"},
  "sui_extra_data": {"date": "2025-05-20", "generation_time": "2.72 sec"},
  "sui_models": [
    {"name": "sdxl/base_1.0.safetensors", "param": "model", "hash": "0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"},
    {"name": "dir/fog.safetensors", "param": "loras", "hash": "0xffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"},
    {"name": "easy.safetensors", "param": "used_embeddings", "hash": null}]
}"#;

/// InvokeAI 4 and 5.
pub(crate) const INVOKE_5: &str = r#"{"app_version": "5.4.0", "generation_mode": "sdxl_txt2img", "positive_prompt": "an owl", "negative_prompt": "blurry",
"width": 640, "height": 960, "seed": 77, "rand_device": "cpu", "cfg_scale": 6.5, "steps": 28, "scheduler": "dpmpp_2m_k", "strength": 0.7,
"model": {"key": "k", "hash": "blake3:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", "name": "Juggernaut XL", "base": "sdxl", "type": "main"},
"loras": [{"model": {"key": "a", "hash": "random:1b2c", "name": "ink", "base": "sdxl", "type": "lora"}, "weight": 0.8},
 {"model": {"key": "b", "hash": "blake3:ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100", "name": "fog", "base": "sdxl", "type": "lora"}, "weight": -0.25}],
"controlnets": [{"control_model": {"key": "c", "name": "canny"}, "control_weight": 0.5, "begin_step_percent": 0}],
"vae": {"key": "v", "name": "sdxl-vae"}, "seamless_x": false}"#;

/// InvokeAI 3.
pub(crate) const INVOKE_3: &str = r#"{"app_version": "3.4.0", "positive_prompt": "an owl", "negative_prompt": "", "width": 640, "height": 960, "seed": 77,
"cfg_scale": 6.5, "steps": 28, "scheduler": "euler", "model": {"model_name": "stable-diffusion-1-5", "base_model": "sd-1", "model_type": "main"},
"loras": [{"lora": {"model_name": "ink", "base_model": "sd-1"}, "weight": 0.8}], "clip_skip": 1}"#;

/// InvokeAI 2.
pub(crate) const INVOKE_2: &str = r#"{"model": "stable diffusion", "model_weights": "stable-diffusion-1.5", "model_hash": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
"app_id": "invoke-ai/InvokeAI", "app_version": "2.3.5", "image": {"prompt": [{"prompt": "an owl [blurry]", "weight": 1.0}], "steps": 28, "cfg_scale": 6.5,
"threshold": 0.0, "height": 960, "width": 640, "seed": 77, "sampler": "k_lms", "type": "txt2img", "postprocessing": null}}"#;

/// InvokeAI 1.
pub(crate) const DREAM: &str =
    r#""an owl [blurry]" -s 28 -S 77 -W640 -H 960 -C 6.5 -A k_lms -f 0.7 --seamless"#;

/// Fooocus, its newer keys.
pub(crate) const FOOOCUS: &str = r#"{"adm_guidance": "(1.5, 0.8, 0.3)", "base_model": "juggernautXL_v8", "base_model_hash": "aeb7e9e689", "full_prompt": ["an owl", "cinematic"],
"guidance_scale": 4, "loras": [["ink", 0.8, "aabbccddee"], ["fog", 0.25, "0011223344"]], "metadata_scheme": "fooocus", "negative_prompt": "blurry",
"performance": "Speed", "prompt": "an owl", "refiner_model": "None", "resolution": "(640, 960)", "sampler": "dpmpp_2m_sde_gpu", "scheduler": "karras",
"seed": "77", "sharpness": 2, "steps": 30, "styles": "['Fooocus V2']", "vae": "Default (model)", "version": "Fooocus v2.5.5"}"#;

/// Draw Things.
pub(crate) const DRAW_THINGS: &str = r#"{"c":"an owl","uc":"blurry","model":"sd_v1.5_f16.ckpt","sampler":"Euler Ancestral","scale":6.5,"seed":77,"seed_mode":"Scale Alike",
"size":"640x960","steps":28,"strength":1,"v2":{"loras":[{"file":"ink.ckpt","weight":0.8,"mode":"all"}],"refinerModel":"","hiresFix":false}}"#;

/// Easy Diffusion, by key.
pub(crate) const EASY: &str = r#"{"prompt": "an owl", "seed": 77, "used_random_seed": true, "negative_prompt": "blurry", "num_outputs": 1, "num_inference_steps": 28,
"guidance_scale": 6.5, "width": 640, "height": 960, "use_stable_diffusion_model": "sd-v1-5", "sampler_name": "euler_a", "use_vae_model": "kl",
"use_lora_model": ["ink", "fog"], "lora_alpha": [0.8, 0.25], "clip_skip": true}"#;

/// Midjourney.
pub(crate) const MIDJOURNEY: &str =
    "an owl, two--fold --no blur --ar 2:3 --seed 77 --stylize 250 --v 6.1 Job ID: 3ca2c9ea-0dd5-4b8e-9d19-57f3f2c1a7b0";

/// NovelAI, without its signature.
pub(crate) const NOVELAI: &str = r#"{"prompt": "an owl", "steps": 28, "height": 960, "width": 640, "scale": 6.5, "uncond_scale": 1.0, "cfg_rescale": 0.0, "seed": 77, "noise_schedule": "karras", "sampler": "k_euler", "sm": false, "lora_unet_weights": null, "uc": "blurry", "request_type": "PromptGenerateRequest"}"#;

/// An XMP packet with `inner` in its description element.
pub(crate) fn xmp(attributes: &str, inner: &str) -> String {
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF \
        xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
        xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" {attributes}>{inner}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
    )
}

/// The packet that Draw Things writes around its object.
pub(crate) fn draw_things_xmp() -> String {
    let escaped = DRAW_THINGS.replace('&', "&amp;").replace('<', "&lt;");
    let comment = format!("<exif:UserComment><rdf:Alt><rdf:li xml:lang=\"x-default\">{escaped}</rdf:li></rdf:Alt></exif:UserComment>");
    xmp("", &format!("<xmp:CreatorTool>Draw Things</xmp:CreatorTool>{comment}"))
}

/// A C2PA store of one box with its description; what is inside is not looked at.
pub(crate) fn c2pa_store(content: usize) -> Vec<u8> {
    let description = [&b"c2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0"[..]].concat();
    let description = super::avif::boxed(b"jumd", &description);
    let inner: Vec<u8> = (0..content).map(|n| n as u8).collect();
    super::avif::boxed(b"jumb", &[description, super::avif::boxed(b"cbor", &inner)].concat())
}
