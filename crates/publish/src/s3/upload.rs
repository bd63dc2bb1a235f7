//! One file into one object.

use std::fs::File;
use std::io::Read;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{
    Attribute, AttributeValue, Attributes, MultipartUpload, ObjectStore, PutMode,
    PutMultipartOptions, PutOptions, UpdateVersion,
};
use sha2::{Digest, Sha256};
use tokio::task::spawn_blocking;

use super::{LARGE, MEMORY, S3};
use crate::content::Item;
use crate::error::{Error, Result};
use crate::media_type;

/// How many parts an object may have.
const PARTS: u64 = 10_000;

/// What an object is written over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Over {
    /// Nothing was there.
    Nothing,
    /// This version, by its entity tag, was there.
    Version(Option<String>),
}

impl S3 {
    /// Writes an item, if what is there is still what was seen.
    pub(super) async fn upload(&self, item: &Item, over: Over) -> Result<()> {
        let key = self.key(item)?;
        let portion = LARGE.max(item.size().div_ceil(PARTS));
        // A part is in memory twice while it is signed and sent.
        let need = (2 * portion.min(item.size())).div_ceil(1 << 20).clamp(1, MEMORY as u64);
        let memory = self.memory.acquire_many(u32::try_from(need).unwrap_or(1)).await;
        let done = if item.size() > LARGE {
            self.upload_parts(item, &key, portion).await
        } else {
            self.upload_whole(item, &key, over).await
        };
        drop(memory);
        done
    }

    async fn upload_whole(&self, item: &Item, key: &Path, over: Over) -> Result<()> {
        let bytes = read(item).await?;
        let mode = match over {
            _ if !self.conditional => PutMode::Overwrite,
            Over::Nothing => PutMode::Create,
            Over::Version(Some(e_tag)) => {
                PutMode::Update(UpdateVersion { e_tag: Some(e_tag), version: None })
            }
            Over::Version(None) => PutMode::Overwrite,
        };
        let options = PutOptions { mode, attributes: attributes(item), ..PutOptions::default() };
        match self.store.put_opts(key, bytes.into(), options).await {
            Ok(_) => Ok(()),
            // Perhaps by us: an attempt whose answer was lost.
            Err(
                object_store::Error::AlreadyExists { .. }
                | object_store::Error::Precondition { .. },
            ) => match self.holds(key, item).await? {
                true => Ok(()),
                false => {
                    Err(Error::Overwritten { place: self.place.clone(), name: item.name.clone() })
                }
            },
            Err(error) => Err(self.error("writing an object", error)),
        }
    }

    async fn upload_parts(&self, item: &Item, key: &Path, portion: u64) -> Result<()> {
        let options =
            PutMultipartOptions { attributes: attributes(item), ..PutMultipartOptions::default() };
        let failed = |error| self.error("writing an object", error);
        let mut upload = self.store.put_multipart_opts(key, options).await.map_err(failed)?;
        match self.parts(item, portion, upload.as_mut()).await {
            Ok(()) => upload.complete().await.map(drop).map_err(failed),
            Err(error) => {
                // The store forgets the parts; if it cannot be told, its own rules for unfinished uploads do it.
                let _ = upload.abort().await;
                Err(error)
            }
        }
    }

    async fn parts(
        &self,
        item: &Item,
        portion: u64,
        upload: &mut dyn MultipartUpload,
    ) -> Result<()> {
        let path = item.path.clone();
        let failed = |error| Error::file("read", &item.path, error);
        let mut file = blocking(move || File::open(path)).await.map_err(failed)?;
        let mut hash = Sha256::new();
        loop {
            let (back, part) = blocking(move || {
                let mut part = Vec::new();
                (&mut file).take(portion).read_to_end(&mut part)?;
                Ok((file, part))
            })
            .await
            .map_err(failed)?;
            file = back;
            if part.is_empty() {
                break;
            }
            hash.update(&part);
            upload
                .put_part(part.into())
                .await
                .map_err(|error| self.error("writing an object", error))?;
        }
        same(item, hash.finalize().into())
    }
}

/// The whole of a small file.
async fn read(item: &Item) -> Result<Bytes> {
    let path = item.path.clone();
    let bytes = blocking(move || {
        let mut bytes = Vec::new();
        File::open(path)?.take(LARGE + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    })
    .await
    .map_err(|error| Error::file("read", &item.path, error))?;
    same(item, Sha256::digest(&bytes).into())?;
    Ok(bytes.into())
}

/// Refuses a file that is not what it was when it was hashed.
fn same(item: &Item, sha256: [u8; 32]) -> Result<()> {
    if sha256 == item.sha256 {
        return Ok(());
    }
    Err(Error::Changed { path: item.path.clone() })
}

/// A file operation on a thread of its own.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    spawn_blocking(work).await.map_err(std::io::Error::other)?
}

fn attributes(item: &Item) -> Attributes {
    let mut attributes = Attributes::new();
    let mut set = |name, value: String| attributes.insert(name, AttributeValue::from(value));
    set(Attribute::ContentType, media_type::of(&item.name));
    set(Attribute::Metadata("sha256".into()), hex::encode(item.sha256));
    set(Attribute::Metadata("cid".into()), item.entry.cid().to_string());
    attributes
}
