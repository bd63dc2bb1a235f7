//! `colophon voucher`: signs vouchers, and makes them worthless again.

use std::time::{SystemTime, UNIX_EPOCH};

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use colophon_project::manifest::Manifest;
use colophon_project::{amount, moment};
use colophon_provenance::hash::Word;
use colophon_provenance::sale::allowance::SALE_PRICE;
use colophon_provenance::sale::voucher::Voucher;
use serde_json::{json, Value};

use crate::chain::bindings::Minter;
use crate::cli::{self, VoucherAction};
use crate::commands::env;
use crate::commands::sale::change::Scene;
use crate::error::{Error, ProjectError, Result};
use crate::output::{Output, Report};
use crate::plan::config::Config;
use crate::plan::{address, key};
use crate::sale::named::chain_id;
use crate::sale::voucher::{self, File};
use crate::sale::{Ground, Named};
use crate::store::{self, secret};

/// Signs or revokes.
///
/// # Errors
/// Those of the action.
pub fn run(global: &cli::Global, args: &cli::Voucher, out: Output) -> Result<Report> {
    match &args.action {
        VoucherAction::Sign(args) => sign(global, args, out),
        VoucherAction::Revoke(args) => revoke(global, args, out),
    }
}

fn sign(global: &cli::Global, args: &cli::SignVoucher, out: Output) -> Result<Report> {
    let config = Config::read(&global.project)?;
    let chain = chain_id(&args.network, &config)?;
    let key = key::resolve(&args.key, chain, out, env)?;
    let ground = Ground::new(&config, &global.project, chain, (&args.network, &args.minter));
    let sale = ground.sale(&args.sale)?;
    let voucher = voucher_of(global, args, &sale)?;
    if let Some(signer) = sale.config.as_ref().and_then(|sale| sale.signer.as_deref())
        && address("signer", signer)? != key.address()
    {
        out.warn(format!(
            "the signer of the sale is {signer}, and the key is that of {}: the voucher is good only if {signer} is a \
             contract that takes this signature",
            key.address()
        ));
    }
    if voucher.buyer == [0; 20] {
        out.warn("the voucher names no buyer: whoever sees it first can use it");
    }
    let file = voucher::sign(&sale, &voucher, &key)?;
    let mut json = serde_json::to_value(&file).map_err(|error| Error::Other(error.to_string()))?;
    let mut text = text(&sale, &file);
    match &args.out {
        Some(path) => {
            store::write_json(path, &file)?;
            text.push_str(&format!("  file    {}\n", path.display()));
            json["file"] = json!(path.display().to_string());
        }
        None => {
            // Without a file the voucher itself is the result.
            text = serde_json::to_string_pretty(&file)
                .map_err(|error| Error::Other(error.to_string()))?;
        }
    }
    Ok(Report::new(text, json))
}

fn text(sale: &Named, file: &File) -> String {
    let buyer = file.buyer.map_or_else(|| "anybody".into(), |buyer| buyer.to_string());
    format!(
        "a voucher for {buyer}: up to {} of {}\n  signer  {}\n  nonce   {}\n  good    until {}, in epoch {}\n",
        crate::sale::pass::pieces(file.quantity),
        sale.called(),
        file.signer,
        file.nonce,
        crate::chain::reason::minter::when(file.expiry),
        file.epoch
    )
}

/// What the options say.
fn voucher_of(global: &cli::Global, args: &cli::SignVoucher, sale: &Named) -> Result<Voucher> {
    let usage = |option: &str| {
        let option = option.to_owned();
        move |why: String| Error::Usage(format!("{option} {why}"))
    };
    if args.quantity == 0 {
        return Err(Error::Usage("--quantity 0 buys nothing; give at least 1".into()));
    }
    if args.piece.is_some() && args.quantity != 1 {
        return Err(Error::Usage("--piece names one piece, so --quantity must be 1".into()));
    }
    let coin = sale.config.as_ref().is_none_or(|sale| sale.currency.is_none());
    let price = match &args.price {
        Some(text) => amount::parse(text, coin).map_err(usage("--price"))?,
        None => SALE_PRICE,
    };
    if price != SALE_PRICE && sale.config.as_ref().is_some_and(|sale| sale.settles) {
        return Err(Error::Usage(
            "everybody pays the last price in this sale, so a voucher can have none of its own; leave --price out".into(),
        ));
    }
    let buyer = args.buyer.as_deref().map(|text| address("--buyer", text)).transpose()?;
    let nonce = match &args.nonce {
        Some(text) => nonce(text)?,
        None => secret::random()?,
    };
    let [content_hash, prompt_commitment, record_hash] = match args.piece {
        Some(index) => words(global, index, sale)?,
        None => Default::default(),
    };
    Ok(Voucher {
        buyer: buyer.unwrap_or_default().0 .0,
        quantity: args.quantity,
        price,
        content_hash,
        prompt_commitment,
        record_hash,
        expiry: expiry(&args.expires).map_err(usage("--expires"))?,
        epoch: args.epoch,
        nonce,
    })
}

/// A moment, or a span from now: a number alone is a moment.
fn expiry(text: &str) -> Result<u64, String> {
    if text.trim().ends_with(['s', 'm', 'h', 'd']) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        return Ok(now.as_secs().saturating_add(moment::span(text)?.into()));
    }
    moment::parse(text)
}

fn nonce(text: &str) -> Result<Word> {
    let wrong = || {
        Error::Usage(format!(
            "the nonce {text:?} is no number; copy it from the voucher, as 0x and hex digits"
        ))
    };
    let digits = text.starts_with("0x") || text.bytes().all(|byte| byte.is_ascii_digit());
    let number =
        text.parse::<U256>().ok().filter(|_| digits && !text.trim_start_matches("0x").is_empty());
    number.map(|number| number.to_be_bytes()).ok_or_else(wrong)
}

/// The words of a piece of the build, which must be one of the sale's series.
fn words(global: &cli::Global, index: u32, sale: &Named) -> Result<[Word; 3]> {
    let conflict = |text: String| Error::from(ProjectError::Conflict(text));
    let manifest = Manifest::load(&global.project.join("build"))?.ok_or_else(|| {
        conflict("there is no build whose pieces could be named; run `colophon build` first".into())
    })?;
    let here = (sale.place.chain_id, sale.id.collection(), sale.id.series());
    if (manifest.chain_id, &manifest.collection.0, manifest.series) != here {
        return Err(conflict(format!(
            "the build is of series {} of {} on chain {}, and the sale is of series {} of {} on chain {}; run `colophon \
             build` again",
            manifest.series,
            alloy_primitives::Address::from(manifest.collection.0),
            manifest.chain_id,
            here.2,
            sale.collection(),
            here.0
        )));
    }
    let piece = manifest.pieces.get(index as usize).ok_or_else(|| {
        conflict(format!(
            "the build has no piece {index}; it has {}, from 0 on",
            manifest.pieces.len()
        ))
    })?;
    Ok([piece.sha256.0, piece.prompt_commitment.0, piece.record_hash.0])
}

fn revoke(global: &cli::Global, args: &cli::RevokeVoucher, out: Output) -> Result<Report> {
    let number = args.nonce.as_deref().map(nonce).transpose()?.map(U256::from_be_bytes::<32>);
    let places = (&args.minter, &args.network);
    let scene = Scene::open(global, &args.sale, places, &args.signing, out)?;
    let sale_id = scene.named.number();
    let mut report = match number {
        Some(nonce) => {
            let asked = Minter::isVoucherUsedCall { saleId: sale_id, nonce };
            let used = scene
                .session
                .node
                .view(scene.named.minter(), &asked)
                .map_err(|error| error.while_doing("asking for the voucher"))?;
            let call = Minter::revokeVoucherCall { saleId: sale_id, nonce };
            // One undertaking a voucher: a revocation under way is finished by its own command.
            let action = format!("revoke/{nonce:x}");
            let words = (action.as_str(), "revoking a voucher of");
            scene.act(
                words,
                call.abi_encode(),
                used.then_some("the voucher was used or revoked before"),
            )?
        }
        None => {
            let call = Minter::revokeAllVouchersCall { saleId: sale_id };
            scene.act(("revoke-all", "revoking all vouchers of"), call.abi_encode(), None)?
        }
    };
    report.json = slim(&report.json, args.nonce.as_deref());
    report.json["action"] = json!("revoke");
    Ok(report)
}

/// What the result of a revocation says: of the sale only which one it is.
fn slim(json: &Value, nonce: Option<&str>) -> Value {
    let mut slim = json!({ "revoked": nonce.unwrap_or("all") });
    for key in ["sale", "chain_id", "minter", "epoch", "sent", "costs", "transactions"] {
        if let Some(value) = json.get(key) {
            slim[key] = value.clone();
        }
    }
    slim
}

#[cfg(test)]
mod tests {
    use super::{expiry, nonce};

    #[test]
    fn expiries_are_moments_or_spans() {
        assert_eq!(expiry("1800000000"), Ok(1_800_000_000));
        assert_eq!(expiry("2027-01-15T08:00:00Z"), Ok(1_800_000_000));
        let (one, two) = (expiry("1h"), expiry("2h"));
        assert!(one.is_ok() && one < two, "{one:?} {two:?}");
        assert!(expiry("soon").is_err() && expiry("").is_err() && expiry("-1h").is_err());
    }

    #[test]
    fn nonces_are_numbers() {
        let mut one = [0; 32];
        one[31] = 255;
        assert_eq!(nonce("255").ok(), Some(one));
        assert_eq!(nonce("0xff").ok(), Some(one));
        let long = format!("0x1{}", "0".repeat(64));
        for text in ["", "0x", "ff", "0xgg", "-1", long.as_str()] {
            assert!(nonce(text).is_err(), "{text:?}");
        }
    }
}
