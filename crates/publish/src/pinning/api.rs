//! The requests of the IPFS Pinning Service API (v1) that are used, and how it refuses.

use std::collections::BTreeMap;

use colophon_unixfs::Cid;
use reqwest::{Method, Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{quoted, Result};
use crate::http::{Http, SHORT};

/// How far the service is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Queued,
    Pinning,
    Pinned,
    Failed,
}

impl Status {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Pinning => "pinning",
            Self::Pinned => "pinned",
            Self::Failed => "failed",
        }
    }
}

/// `PinStatus`
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Pin {
    pub(super) requestid: String,
    pub(super) status: Status,
    pin: Pinned,
    #[serde(default)]
    pub(super) delegates: Vec<String>,
    info: Option<BTreeMap<String, Value>>,
}

#[derive(Clone, Debug, Deserialize)]
struct Pinned {
    cid: String,
    name: Option<String>,
}

impl Pin {
    /// `info.status_details`, which says why a request failed.
    pub(super) fn reason(&self) -> Option<String> {
        Some(quoted(self.info.as_ref()?.get("status_details")?.as_str()?))
    }
}

/// `Pin`, as it is sent.
#[derive(Serialize)]
struct Wanted<'a> {
    cid: String,
    name: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    origins: &'a [String],
}

/// `Failure`
#[derive(Deserialize)]
struct Failure {
    error: Reason,
}

#[derive(Deserialize)]
struct Reason {
    reason: String,
    details: Option<String>,
}

/// The service.
#[derive(Debug)]
pub(super) struct Api {
    http: Http,
}

impl Api {
    pub(super) const fn new(http: Http) -> Self {
        Self { http }
    }

    pub(super) fn place(&self) -> &str {
        &self.http.place
    }

    pub(super) const fn http(&self) -> &Http {
        &self.http
    }

    /// The pin of this root and name that is furthest, if there is one.
    pub(super) async fn find(&self, root: &Cid, name: &str) -> Result<Option<Pin>> {
        #[derive(Deserialize)]
        struct Results {
            results: Vec<Pin>,
        }
        let doing = "asking for its pins";
        let cid = root.to_string();
        let query = [("cid", &*cid), ("name", name), ("status", "queued,pinning,pinned,failed")];
        let make = || Ok(self.http.request(Method::GET, ["pins"]).query(&query).timeout(SHORT));
        let response = self.http.send(doing, true, make).await?;
        let response = self.accepted(doing, response).await?;
        let found: Results = self.http.json(doing, response).await?;
        let ours = found
            .results
            .into_iter()
            .filter(|found| found.pin.cid == cid && found.pin.name.as_deref() == Some(name));
        Ok(ours.max_by_key(|found| match found.status {
            Status::Failed => 0,
            Status::Queued => 1,
            Status::Pinning => 2,
            Status::Pinned => 3,
        }))
    }

    /// The state of a request.
    pub(super) async fn get(&self, request: &str) -> Result<Pin> {
        let doing = "asking how far it is";
        let make = || Ok(self.http.request(Method::GET, ["pins", request]).timeout(SHORT));
        let response = self.http.send(doing, true, make).await?;
        let response = self.accepted(doing, response).await?;
        self.http.json(doing, response).await
    }

    /// A new request, once: whoever repeats it asks first whether it arrived.
    pub(super) async fn add(&self, root: &Cid, name: &str, origins: &[String]) -> Result<Pin> {
        self.post(&["pins"], root, name, origins).await
    }

    /// A new request in place of one that failed, once.
    pub(super) async fn replace(
        &self,
        request: &str,
        root: &Cid,
        name: &str,
        origins: &[String],
    ) -> Result<Pin> {
        self.post(&["pins", request], root, name, origins).await
    }

    async fn post(&self, path: &[&str], root: &Cid, name: &str, origins: &[String]) -> Result<Pin> {
        let doing = "asking it to pin";
        let wanted = Wanted { cid: root.to_string(), name, origins };
        let make = || {
            let request = self.http.request(Method::POST, path.iter().copied());
            Ok(request.json(&wanted).timeout(SHORT))
        };
        let response = self.http.send_up_to(1, doing, true, make).await?;
        let response = self.accepted(doing, response).await?;
        self.http.json(doing, response).await
    }

    /// Tells an answer from a refusal.
    async fn accepted(&self, doing: &str, response: Response) -> Result<Response> {
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let body = self.http.body(doing, response).await?;
        let said = match serde_json::from_slice::<Failure>(&body) {
            Ok(Failure { error }) => match error.details {
                Some(details) => format!("{}: {}", quoted(&error.reason), quoted(&details)),
                None => quoted(&error.reason),
            },
            Err(_) => quoted(&String::from_utf8_lossy(&body)),
        };
        let advice = match status {
            StatusCode::CONFLICT => {
                "; the account does not suffice for it: raise its limit or remove old pins"
            }
            StatusCode::NOT_FOUND => "; check the endpoint in colophon.toml, without /pins",
            _ => "",
        };
        Err(self.http.refused(doing, format!("{}: {said}{advice}", status.as_u16())))
    }
}
