//! Requests: one client, one place, a token, and patience with what passes.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url};
use serde::de::DeserializeOwned;

use crate::error::{quoted, root_cause, Error, Result};
use crate::retry::Retry;
use crate::token::Token;

/// The longest answer that is kept in memory, in bytes.
const LONGEST: usize = 4 << 20;

/// How long a short request may take.
pub(crate) const SHORT: Duration = Duration::from_secs(60);

/// A place on the network.
#[derive(Debug)]
pub(crate) struct Http {
    client: Client,
    base: Url,
    token: Option<Token>,
    retry: Retry,
    /// How messages call it.
    pub(crate) place: String,
}

impl Http {
    /// `what` is the kind of place in words, for example `the Kubo node`.
    ///
    /// # Errors
    /// [`Error::Settings`] for an address that is none, that holds a password, or over which a token would go openly.
    pub(crate) fn new(
        target: &str,
        what: &str,
        address: &str,
        token: Option<Token>,
        retry: Retry,
    ) -> Result<Self> {
        let base = address_of(target, address)?;
        let local = is_local(&base);
        if token.is_some() && base.scheme() == "http" && !local {
            return Err(Error::Settings {
                target: target.to_owned(),
                why: format!("would send its token openly to {base}; use an address with https"),
            });
        }
        // Fails only if a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::limited(4))
            .user_agent(concat!("colophon/", env!("CARGO_PKG_VERSION")));
        if local {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| Error::Settings {
            target: target.to_owned(),
            why: format!("cannot be reached: {}", root_cause(&error)),
        })?;
        let place = format!("{what} at {}", base.as_str().trim_end_matches('/'));
        Ok(Self { client, base, token, retry, place })
    }

    /// A request for a path below the address, given in segments, whatever is in them.
    pub(crate) fn request<'a>(
        &self,
        method: reqwest::Method,
        path: impl IntoIterator<Item = &'a str>,
    ) -> RequestBuilder {
        let mut url = self.base.clone();
        // Every address of http has a path.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        let request = self.client.request(method, url);
        match self.token.as_ref().and_then(Token::header) {
            Some(header) => request.header(AUTHORIZATION, header),
            None => request,
        }
    }

    /// How it is tried again.
    pub(crate) const fn retry(&self) -> Retry {
        self.retry
    }

    /// Sends what `make` makes, again and again while the failure is one that passes: no connection, 408, 429, 502, 503,
    /// 504, and 500 unless the place is known to mean it (`passing_500`). Any other answer is given back.
    ///
    /// # Errors
    /// [`Error::Unreachable`], [`Error::Busy`]; [`Error::Denied`] for 401 and 403; those of `make`.
    pub(crate) async fn send(
        &self,
        doing: &str,
        passing_500: bool,
        make: impl FnMut() -> Result<RequestBuilder>,
    ) -> Result<Response> {
        self.send_up_to(self.retry.attempts, doing, passing_500, make).await
    }

    /// As [`Self::send`], with another number of attempts.
    pub(crate) async fn send_up_to(
        &self,
        attempts: u32,
        doing: &str,
        passing_500: bool,
        mut make: impl FnMut() -> Result<RequestBuilder>,
    ) -> Result<Response> {
        let mut attempt = 1;
        loop {
            let (error, asked) = match make()?.send().await {
                Ok(response) => {
                    let status = response.status();
                    if status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN {
                        let message = self.message(response).await;
                        return Err(Error::Denied {
                            place: self.place.clone(),
                            doing: doing.to_owned(),
                            message,
                        });
                    }
                    if !passes(status, passing_500) {
                        return Ok(response);
                    }
                    let asked = retry_after(&response);
                    let message = self.message(response).await;
                    let error = Error::Busy {
                        place: self.place.clone(),
                        doing: doing.to_owned(),
                        attempts: attempt,
                        message,
                    };
                    (error, asked)
                }
                Err(error) => (self.unreachable(&error), None),
            };
            if attempt >= attempts {
                return Err(error);
            }
            tokio::time::sleep(self.retry.pause(attempt, asked)).await;
            attempt += 1;
        }
    }

    /// The body of an answer, up to [`LONGEST`].
    ///
    /// # Errors
    /// [`Error::Unreachable`] when it breaks off, [`Error::NotUnderstood`] when it is too long.
    pub(crate) async fn body(&self, doing: &str, mut response: Response) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        while let Some(portion) =
            response.chunk().await.map_err(|error| self.unreachable(&error))?
        {
            if body.len() + portion.len() > LONGEST {
                return Err(
                    self.not_understood(doing, format!("it is longer than {LONGEST} bytes"))
                );
            }
            body.extend_from_slice(&portion);
        }
        Ok(body)
    }

    /// The JSON of an answer.
    ///
    /// # Errors
    /// As [`Self::body`].
    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        doing: &str,
        response: Response,
    ) -> Result<T> {
        let body = self.body(doing, response).await?;
        serde_json::from_slice(&body).map_err(|error| self.not_understood(doing, error.to_string()))
    }

    /// Status and body of an answer that is a refusal, for a message.
    pub(crate) async fn message(&self, response: Response) -> String {
        let status = response.status().as_u16();
        let body = self.body("", response).await.unwrap_or_default();
        format!("{status}: {}", quoted(&String::from_utf8_lossy(&body)))
    }

    /// [`Error::Refused`]
    pub(crate) fn refused(&self, doing: &str, message: String) -> Error {
        Error::Refused { place: self.place.clone(), doing: doing.to_owned(), message }
    }

    /// [`Error::NotUnderstood`]
    pub(crate) fn not_understood(&self, doing: &str, why: String) -> Error {
        Error::NotUnderstood { place: self.place.clone(), doing: doing.to_owned(), why }
    }

    /// [`Error::Unreachable`]
    pub(crate) fn unreachable(&self, error: &reqwest::Error) -> Error {
        let why = if error.is_timeout() { "it took too long".into() } else { root_cause(error) };
        Error::Unreachable { place: self.place.clone(), why }
    }
}

/// Whether the same request may succeed a moment later.
fn passes(status: StatusCode, passing_500: bool) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504) || (passing_500 && status == 500)
}

/// The pause that the place asks for, in seconds; dates are not read.
fn retry_after(response: &Response) -> Option<Duration> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}

/// Reads an address of `colophon.toml`.
///
/// # Errors
/// [`Error::Settings`].
pub(crate) fn address_of(target: &str, address: &str) -> Result<Url> {
    let wrong = |why: String| Error::Settings { target: target.to_owned(), why };
    let url: Url = address
        .parse()
        .map_err(|_| wrong(format!("{address:?} is no address; write http://… or https://…")))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(wrong(format!("{address:?} is no address; write http://… or https://…")));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            "has a password in its address, where others can read it; name a variable or a file that holds a token".into(),
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong(format!("{address:?} has more than a path; end it before ? and #")));
    }
    Ok(url)
}

/// Whether the address is this machine's own.
pub(crate) fn is_local(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}
