//! An S3-compatible store: one object for each file, under a prefix, with its media type, SHA-256 and content id.
//!
//! An object of the right length whose SHA-256 attribute is right is not sent again. A new object is written only if
//! there is none, and a changed one only over the very version that was seen (`If-None-Match`, `If-Match`), so that two
//! who publish to one place notice each other. Files above [`LARGE`] go in parts, without such a condition.

mod error;
mod upload;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{stream, StreamExt, TryStreamExt};
use object_store::aws::{AmazonS3, AmazonS3Builder, S3ConditionalPut};
use object_store::path::Path;
use object_store::{Attribute, BackoffConfig, ClientOptions, GetOptions, ObjectStore, RetryConfig};
use tokio::sync::Semaphore;

use crate::check::Check;
use crate::content::{Content, Item};
use crate::error::{Error, Result};
use crate::http::{address_of, is_local};
use crate::observe::Observer;
use crate::retry::Retry;
use crate::target::{Sent, Survey};

/// Files above this many bytes go in parts of it.
pub const LARGE: u64 = 8 << 20;
/// How many requests are under way at once.
const REQUESTS: usize = 16;
/// How many MiB of files are in memory at once.
const MEMORY: usize = 64;

/// `[publish.NAME]` of kind `s3`. The key comes from the variables that every S3 tool knows: `AWS_ACCESS_KEY_ID`,
/// `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Bucket; it must exist.
    pub bucket: String,
    /// Address of the store; Amazon's own without it.
    pub endpoint: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// What all names begin with.
    pub prefix: Option<String>,
    /// Whether the bucket is named in the path instead of the host; by default so where an endpoint is given.
    pub path_style: Option<bool>,
    /// Whether the store understands conditional writes; all that matter do.
    pub conditional: bool,
    /// Address under which the world reads the prefix.
    pub public_url: Option<String>,
}

/// A bucket of a store.
#[derive(Debug)]
pub struct S3 {
    store: AmazonS3,
    prefix: Path,
    conditional: bool,
    address: String,
    place: String,
    memory: Arc<Semaphore>,
}

/// What a listing says of an object.
struct Listed {
    size: u64,
    e_tag: Option<String>,
}

impl S3 {
    /// A bucket by its settings; it is not asked yet.
    ///
    /// # Errors
    /// [`Error::Settings`], [`Error::Credentials`].
    pub fn new(target: &str, settings: Settings, retry: Retry) -> Result<Self> {
        credentials()?;
        let wrong = |why: String| Error::Settings { target: target.to_owned(), why };
        let prefix = settings.prefix.as_deref().unwrap_or_default().trim_matches('/').to_owned();
        let prefix = Path::parse(&prefix).map_err(|_| {
            wrong(format!("has the prefix {prefix:?}; write plain names with / between them"))
        })?;
        // Fails only if a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(&settings.bucket);
        if let Some(region) = &settings.region {
            builder = builder.with_region(region);
        }
        let mut options = ClientOptions::new()
            .with_connect_timeout(Duration::from_secs(10))
            .with_timeout(Duration::from_secs(300));
        if let Some(endpoint) = &settings.endpoint {
            let url = address_of(target, endpoint)?;
            options = options.with_allow_http(url.scheme() == "http");
            if is_local(&url) {
                options = options.with_proxy_excludes("localhost,127.0.0.1,::1");
            }
            builder = builder
                .with_endpoint(endpoint.trim_end_matches('/'))
                .with_virtual_hosted_style_request(!settings.path_style.unwrap_or(true));
        } else {
            builder =
                builder.with_virtual_hosted_style_request(!settings.path_style.unwrap_or(false));
        }
        if !settings.conditional {
            builder = builder.with_conditional_put(S3ConditionalPut::Disabled);
        }
        let store = builder
            .with_client_options(options)
            .with_retry(patience(retry))
            .build()
            .map_err(|error| wrong(format!("cannot be used: {error}")))?;
        let place = format!(
            "the bucket {}{}",
            settings.bucket,
            settings.endpoint.as_deref().map(|at| format!(" at {at}")).unwrap_or_default()
        );
        let below = if prefix.as_ref().is_empty() { String::new() } else { format!("/{prefix}") };
        let address = match &settings.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("s3://{}{below}", settings.bucket),
        };
        let memory = Arc::new(Semaphore::new(MEMORY));
        Ok(Self { store, prefix, conditional: settings.conditional, address, place, memory })
    }

    /// How messages call it.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Where the world, or whoever has a key, finds the prefix; without a slash at its end.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The key of an item.
    fn key(&self, item: &Item) -> Result<Path> {
        let mut key = self.prefix.to_string();
        if !key.is_empty() {
            key.push('/');
        }
        key.push_str(&item.name);
        Path::parse(&key).map_err(|_| Error::Name {
            name: item.name.clone(),
            why: "a store takes no such name; use letters, digits and - _ . alone",
        })
    }

    /// Lists the prefix and compares lengths and attributes.
    ///
    /// # Errors
    /// Those of requests.
    pub async fn survey(&self, content: &Content, observer: &dyn Observer) -> Result<Survey> {
        let mut survey = Survey::new(self.place());
        let listed = self.list().await?;
        observer.begin("asking", content.items().len() as u64);
        let mut answers = stream::iter(content.items().iter().enumerate())
            .map(|(at, item)| {
                let listed = &listed;
                async move {
                    let key = self.key(item)?;
                    let Some(there) = listed.get(key.as_ref()) else {
                        return Ok::<_, Error>((at, None));
                    };
                    let same = there.size == item.size() && self.holds(&key, item).await?;
                    Ok((at, Some((same, there.e_tag.clone()))))
                }
            })
            .buffered(REQUESTS);
        while let Some((at, answer)) = answers.try_next().await? {
            observer.advance(1);
            match answer {
                None => survey.missing.push(at),
                Some((true, _)) => {}
                Some((false, mark)) => {
                    survey.changed.push(at);
                    survey.marks.push(mark);
                }
            }
        }
        observer.end();
        survey.complete = survey.missing.is_empty() && survey.changed.is_empty();
        Ok(survey)
    }

    async fn list(&self) -> Result<HashMap<String, Listed>> {
        let prefix = (!self.prefix.as_ref().is_empty()).then_some(&self.prefix);
        self.store
            .list(prefix)
            .map_ok(|meta| {
                (meta.location.to_string(), Listed { size: meta.size, e_tag: meta.e_tag })
            })
            .try_collect()
            .await
            .map_err(|error| self.error("listing the bucket", error))
    }

    /// Whether the object at this key is the item, by its attribute.
    async fn holds(&self, key: &Path, item: &Item) -> Result<bool> {
        let options = GetOptions { head: true, ..GetOptions::default() };
        match self.store.get_opts(key, options).await {
            Ok(found) => {
                let wanted = hex::encode(item.sha256);
                let sha256 = found.attributes.get(&Attribute::Metadata("sha256".into()));
                Ok(found.meta.size == item.size() && sha256.is_some_and(|have| **have == wanted))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(self.error("asking for an object", error)),
        }
    }

    /// Sends what the survey says that the store lacks.
    ///
    /// # Errors
    /// [`Error::Overwritten`], [`Error::Changed`]; those of requests and files.
    pub async fn send(
        &self,
        content: &Content,
        survey: &Survey,
        observer: &dyn Observer,
    ) -> Result<Sent> {
        let fresh = survey.missing.iter().map(|at| (*at, upload::Over::Nothing));
        let changed = survey
            .changed
            .iter()
            .zip(&survey.marks)
            .map(|(at, mark)| (*at, upload::Over::Version(mark.clone())));
        let all: Vec<(usize, upload::Over)> = fresh.chain(changed).collect();
        observer.begin("sending", all.iter().map(|(at, _)| content.items()[*at].size()).sum());
        let mut done = stream::iter(all)
            .map(|(at, over)| async move {
                let item = &content.items()[at];
                self.upload(item, over).await?;
                Ok::<_, Error>(item.size())
            })
            .buffer_unordered(REQUESTS);
        let mut sent = Sent::default();
        while let Some(bytes) = done.try_next().await? {
            sent.files += 1;
            sent.bytes += bytes;
            observer.advance(bytes);
        }
        observer.end();
        Ok(sent)
    }

    /// Fetches an object, and compares it.
    ///
    /// # Errors
    /// [`Error::Differs`]; those of requests.
    pub async fn verify(&self, item: &Item) -> Result<()> {
        let failed = |error| self.error("fetching a file back", error);
        let found = self.store.get_opts(&self.key(item)?, GetOptions::default()).await;
        let mut portions = found.map_err(failed)?.into_stream();
        let mut check = Check::new();
        while let Some(portion) = portions.try_next().await.map_err(failed)? {
            check.push(&portion)?;
            if check.is_beyond(item) {
                break;
            }
        }
        check.finish(item, &self.place)
    }
}

/// Refuses to begin without a key: the client would look for one on the network of a cloud machine.
fn credentials() -> Result<()> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let given = (set("AWS_ACCESS_KEY_ID") && set("AWS_SECRET_ACCESS_KEY"))
        || set("AWS_WEB_IDENTITY_TOKEN_FILE")
        || set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
        || set("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if given {
        return Ok(());
    }
    Err(Error::Credentials(
        "no key for the store was given; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY".into(),
    ))
}

fn patience(retry: Retry) -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig { init_backoff: retry.first, max_backoff: retry.longest, base: 2.0 },
        max_retries: retry.attempts.saturating_sub(1) as usize,
        ..RetryConfig::default()
    }
}
