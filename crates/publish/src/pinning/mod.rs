//! A service of the IPFS Pinning Service API: it is told a root, fetches everything below it from the network by
//! itself, and keeps it. Nothing is sent to it; some node must provide the blocks, a Kubo node of ours for example.
//!
//! A pin is known by its name and root: what an earlier run asked for is found and waited for, not asked for again.

mod api;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::check::Check;
use crate::content::{Content, Item};
use crate::error::{quoted, Error, Result};
use crate::http::Http;
use crate::kubo::{self, Kubo};
use crate::observe::Observer;
use crate::retry::Retry;
use crate::target::{Sent, Survey};
use crate::token::Token;

use api::{Api, Pin, Status};

/// `[publish.NAME]` of kind `pinning`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Address of the service, up to and without `/pins`.
    pub endpoint: String,
    /// Access token.
    pub token: Token,
    /// Name of the pin.
    pub name: String,
    /// The Kubo node that holds the files: its addresses are told to the service, and it is connected with the service's
    /// nodes. With it, the name of its place.
    pub from: Option<(String, kubo::Settings)>,
    /// Addresses (multiaddr) of other nodes that hold the files.
    pub origins: Vec<String>,
    /// A gateway through which the sample is fetched back, for example `https://gateway.example`.
    pub gateway: Option<String>,
    /// How long to wait for the service.
    pub wait: Duration,
}

/// A service.
#[derive(Debug)]
pub struct Pinning {
    api: Api,
    name: String,
    from: Option<(String, Kubo)>,
    origins: Vec<String>,
    gateway: Option<Http>,
    wait: Duration,
}

/// How many origins a request may name.
const ORIGINS: usize = 20;

impl Pinning {
    /// A service by its settings; it is not asked yet.
    ///
    /// # Errors
    /// [`Error::Settings`].
    pub fn new(target: &str, settings: Settings, retry: Retry) -> Result<Self> {
        let Settings { endpoint, token, name, from, origins, gateway, wait } = settings;
        let http = Http::new(target, "the pinning service", &endpoint, Some(token), retry)?;
        let from = from
            .map(|(name, settings)| Kubo::new(&name, settings, retry).map(|kubo| (name, kubo)))
            .transpose()?;
        let gateway = gateway
            .map(|address| Http::new(target, "the gateway", &address, None, retry))
            .transpose()?;
        Ok(Self { api: Api::new(http), name, from, origins, gateway, wait })
    }

    /// How messages call it.
    #[must_use]
    pub fn place(&self) -> &str {
        self.api.place()
    }

    /// Why nothing can be fetched back.
    pub(crate) fn blind(&self) -> Option<&'static str> {
        self.gateway.is_none().then_some(
            "nothing was fetched back: a pinning service hands nothing out itself; name a gateway in colophon.toml (gateway = \"https://…\")",
        )
    }

    /// Asks for the pin.
    ///
    /// # Errors
    /// Those of requests; [`Error::Settings`] when the node that is to hold the files does not.
    pub async fn survey(&self, content: &Content) -> Result<Survey> {
        let mut survey = Survey::new(self.place());
        let known = self.api.find(&content.root(), &self.name).await?;
        survey.complete = known.as_ref().is_some_and(|pin| pin.status == Status::Pinned);
        if survey.complete {
            return Ok(survey);
        }
        if let Some(pin) = known {
            survey.note(format!("request {} is {}", quoted(&pin.requestid), pin.status.word()));
        }
        if let Some(empty) = content.items().iter().find(|item| item.size() == 0) {
            survey.note(format!(
                "{} is empty, and Kubo nodes do not hand an empty block to each other: the service may wait for it in vain",
                empty.name
            ));
        }
        match &self.from {
            Some((name, kubo)) if !kubo.api().is_pinned(&content.root()).await? => {
                survey.note(format!(
                    "[publish.{name}], from which the service is to fetch the files, does not hold them yet: publish there first"
                ));
            }
            None if self.origins.is_empty() => survey.note(
                "no node is named from which the service can fetch the files: it looks for one by itself (see `from` in docs/publish.md)",
            ),
            _ => {}
        }
        Ok(survey)
    }

    /// Asks the service to pin, or finds what an earlier run asked, and waits until it has.
    ///
    /// # Errors
    /// [`Error::Unfinished`] when it takes too long, [`Error::Refused`] when it fails; those of requests.
    pub async fn send(&self, content: &Arc<Content>, observer: &dyn Observer) -> Result<Sent> {
        let origins = self.origins(content).await?;
        let mut pin = self.request(content, &origins).await?;
        self.meet(&pin).await?;
        if matches!(pin.status, Status::Queued | Status::Pinning) {
            let (status, wait) = (pin.status.word(), self.wait.as_secs());
            let request = quoted(&pin.requestid);
            observer.note(&format!(
                "request {request} is {status}; waiting for the service, up to {wait} s"
            ));
        }
        let began = Instant::now();
        let mut waits = 0;
        loop {
            match pin.status {
                Status::Pinned => return Ok(Sent::default()),
                Status::Failed => return Err(self.failed(&pin)),
                Status::Queued | Status::Pinning => {}
            }
            if began.elapsed() >= self.wait {
                return Err(Error::Unfinished {
                    place: self.place().to_owned(),
                    request: quoted(&pin.requestid),
                    status: pin.status.word().to_owned(),
                    seconds: self.wait.as_secs(),
                });
            }
            waits += 1;
            let left = self.wait.saturating_sub(began.elapsed());
            tokio::time::sleep(self.api.http().retry().pause(waits, None).min(left)).await;
            pin = self.api.get(&pin.requestid).await?;
        }
    }

    /// Where the service may fetch from.
    async fn origins(&self, content: &Content) -> Result<Vec<String>> {
        let mut origins = self.origins.clone();
        if let Some((name, kubo)) = &self.from {
            if !kubo.api().is_pinned(&content.root()).await? {
                return Err(Error::Settings {
                    target: name.clone(),
                    why: format!("does not hold {} yet, and the service is to fetch it from there; publish there first: colophon publish {name}", content.root()),
                });
            }
            origins.extend(kubo.api().addresses().await?);
        }
        origins.truncate(ORIGINS);
        Ok(origins)
    }

    /// The request of an earlier run, or a new one. Asks for what is there before every attempt: an answer that was
    /// lost must not become a second pin.
    async fn request(&self, content: &Content, origins: &[String]) -> Result<Pin> {
        let retry = self.api.http().retry();
        let mut attempt = 1;
        loop {
            let asked = match self.api.find(&content.root(), &self.name).await? {
                Some(pin) if pin.status == Status::Failed => {
                    self.api.replace(&pin.requestid, &content.root(), &self.name, origins).await
                }
                Some(pin) => return Ok(pin),
                None => self.api.add(&content.root(), &self.name, origins).await,
            };
            match asked {
                Err(Error::Busy { .. } | Error::Unreachable { .. }) if attempt < retry.attempts => {
                    tokio::time::sleep(retry.pause(attempt, None)).await;
                    attempt += 1;
                }
                asked => return asked,
            }
        }
    }

    /// Connects our node with those that will fetch. They may find each other without it: failures are not told.
    async fn meet(&self, pin: &Pin) -> Result<()> {
        let Some((_, kubo)) = &self.from else { return Ok(()) };
        if pin.status == Status::Pinned {
            return Ok(());
        }
        for address in pin.delegates.iter().take(ORIGINS) {
            kubo.api().connect(address).await?;
        }
        Ok(())
    }

    fn failed(&self, pin: &Pin) -> Error {
        let why = pin.reason().unwrap_or_else(|| "no reason given".into());
        let message = format!("request {} failed ({why}); make sure that a node which holds the files can be reached, then run the same command again", quoted(&pin.requestid));
        self.api.http().refused("pinning", message)
    }

    /// Fetches a file through the gateway, and compares it.
    ///
    /// # Errors
    /// [`Error::Differs`]; those of requests.
    pub async fn verify(&self, content: &Content, item: &Item) -> Result<()> {
        let Some(gateway) = &self.gateway else { return Ok(()) };
        let doing = "fetching a file back";
        let root = content.root().to_string();
        let path = || ["ipfs", &root].into_iter().chain(item.name.split('/'));
        let make = || Ok(gateway.request(reqwest::Method::GET, path()));
        let mut response = gateway.send(doing, true, make).await?;
        if !response.status().is_success() {
            let message = gateway.message(response).await;
            return Err(gateway.refused(doing, message));
        }
        let mut check = Check::new();
        while let Some(portion) =
            response.chunk().await.map_err(|error| gateway.unreachable(&error))?
        {
            check.push(&portion)?;
            if check.is_beyond(item) {
                break;
            }
        }
        check.finish(item, &gateway.place)
    }
}
