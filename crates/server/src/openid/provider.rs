//! What a provider says of itself, kept for a while, and what this desk asks of it.

use super::{Flow, is_protected, line::Line};
use crate::http::form::is_email;
use desk::{
    mail::one_line,
    openid::{Trouble, Vouched, address},
};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    CsrfToken, DiscoveryError, EndUserEmail, EndUserName, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl,
    LocalizedClaim, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, SignatureVerificationError, StandardErrorResponse, TokenResponse as _,
    core::{
        CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType, CoreIdTokenClaims,
        CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
    },
};
use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use url::Url;

/// What a provider says of itself is asked anew after this.
const LASTS: Duration = Duration::from_secs(3_600);
/// Signed with a key nobody knows, it is asked anew, but not more often than this.
const AGAIN: Duration = Duration::from_secs(60);
/// OpenID Connect Core, section 2: no subject is longer, in characters.
const LONGEST_SUBJECT: usize = 255;
const LONGEST_NAME: usize = 100;
const TOLD: usize = 300;

/// All that sign with a key of their own; those that sign with the client secret are not believed, nor is "none".
const SIGNED_BY: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why a provider is of no use, and what was said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{trouble:?}: {}", .said.as_deref().unwrap_or_default())]
pub struct Failure {
    /// Where it ended.
    pub trouble: Trouble,
    /// What the provider or the system said, in one line.
    pub said: Option<String>,
}

impl Failure {
    /// With what was said.
    #[must_use]
    pub fn said(trouble: Trouble, why: impl ToString) -> Self {
        Self { trouble, said: Some(one_line(&why.to_string(), TOLD)).filter(|said| !said.is_empty()) }
    }
}

/// Providers, and what the present one says of itself.
pub struct Providers {
    line: Line,
    known: Mutex<Option<Known>>,
}

#[derive(Clone)]
struct Known {
    issuer: String,
    metadata: CoreProviderMetadata,
    since: Instant,
}

/// What this desk is at a provider.
#[derive(Clone)]
pub struct Client {
    /// The issuer's address.
    pub issuer: String,
    /// What it is called there.
    pub id: String,
    /// What it proves itself with.
    pub secret: String,
    /// Where people are sent back to.
    pub redirect: Url,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("issuer", &self.issuer).field("id", &self.id).finish_non_exhaustive()
    }
}

impl Providers {
    /// Nobody was asked so far.
    ///
    /// # Errors
    /// When encryption cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        Ok(Self { line: Line::new()?, known: Mutex::default() })
    }

    /// Where somebody goes to sign in.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn door(&self, client: &Client, flow: &Flow) -> Result<Url, Failure> {
        let metadata = self.metadata(&client.issuer, LASTS).await?;
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(flow.verifier()));
        let (state, nonce) = (flow.state(), flow.nonce());
        let (url, ..) = at(&metadata, client)
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scope(Scope::new("email".into()))
            .add_scope(Scope::new("profile".into()))
            .set_pkce_challenge(challenge)
            .url();
        if is_protected(&url) {
            Ok(url)
        } else {
            Err(Failure::said(Trouble::NotProtected, url.origin().ascii_serialization()))
        }
    }

    /// Who came back with this code: fetched with it, and believed only if signature, issuer, audience, time and nonce hold.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn who(&self, client: &Client, flow: &Flow, code: String) -> Result<Vouched, Failure> {
        let mut metadata = self.metadata(&client.issuer, LASTS).await?;
        let response = self.exchange(&metadata, client, flow.verifier(), code).await?;
        let claims = match verified(&metadata, client, flow, &response) {
            Err(NotVerified::UnknownKey) => {
                metadata = self.metadata(&client.issuer, AGAIN).await?;
                verified(&metadata, client, flow, &response)
            }
            settled => settled,
        };
        let claims = claims.map_err(|why| Failure::said(Trouble::NotUnderstood, why))?;
        let subject = claims.subject().to_string();
        if subject.is_empty() || subject.chars().count() > LONGEST_SUBJECT || subject.contains('\0') {
            return Err(Failure::said(Trouble::NotUnderstood, "the subject is empty or too long"));
        }
        let mut vouched = Vouched {
            subject,
            email: claims.email().and_then(told_address),
            email_verified: claims.email_verified(),
            name: claims.name().and_then(told_name),
        };
        // The scope `email` asks for it there (Core, section 5.4); many say it in the token as well.
        if vouched.email.is_none() || vouched.email_verified.is_none() {
            match self.more(&metadata, client, &claims, response.access_token().clone()).await {
                Ok(Some(more)) => {
                    if let Some(email) = more.email().and_then(told_address) {
                        vouched.email = Some(email);
                        vouched.email_verified = more.email_verified();
                    }
                    vouched.name = vouched.name.or_else(|| more.name().and_then(told_name));
                }
                Ok(None) => {}
                // What the token says stands without it.
                Err(failure) => tracing::warn!(%failure, "the provider tells no more of who signed in"),
            }
        }
        Ok(vouched)
    }

    /// Looks at a provider anew, and whether it believes this desk: a code that was never given is refused by one that does.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn look(&self, client: &Client) -> Result<(), Failure> {
        let metadata = self.discover(&client.issuer).await?;
        let asked = at(&metadata, client)
            .exchange_code(AuthorizationCode::new("hovorna-looks-whether-this-is-refused".into()))
            .map_err(|why| Failure::said(Trouble::NoDocument, why))?
            .set_pkce_verifier(PkceCodeVerifier::new(Flow::begin().verifier()))
            .request_async(&self.line)
            .await;
        match asked {
            Err(error) => match token_failure(error) {
                // It knows the desk, and says no more about a code that was never given.
                Failure { trouble: Trouble::NotUnderstood, .. } => Ok(()),
                failure => Err(failure),
            },
            Ok(_) => Ok(()),
        }
    }

    async fn metadata(&self, issuer: &str, lasts: Duration) -> Result<CoreProviderMetadata, Failure> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| known.issuer == issuer && known.since.elapsed() < lasts) {
            return Ok(known.metadata);
        }
        let metadata = self.discover(issuer).await?;
        let known = Known { issuer: issuer.to_owned(), metadata: metadata.clone(), since: Instant::now() };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(metadata)
    }

    /// The document (OpenID Connect Discovery, section 4) and the keys it names.
    async fn discover(&self, issuer: &str) -> Result<CoreProviderMetadata, Failure> {
        let url = IssuerUrl::new(issuer.to_owned()).map_err(|why| Failure::said(Trouble::NotProtected, why))?;
        let found = CoreProviderMetadata::discover_async(url, &self.line).await;
        let metadata = found.map_err(|error| match error {
            DiscoveryError::Request(failure) => failure,
            DiscoveryError::Response(_, _, why) => Failure::said(Trouble::NoDocument, why),
            DiscoveryError::Parse(why) => Failure::said(Trouble::NoDocument, why),
            DiscoveryError::Validation(why) => Failure::said(Trouble::OtherIssuer, why),
            other => Failure::said(Trouble::NoDocument, other),
        })?;
        if metadata.jwks().keys().is_empty() {
            return Err(Failure::said(Trouble::NoKeys, metadata.jwks_uri().as_str()));
        }
        let token = metadata.token_endpoint().map(|it| it.url());
        let token = token.ok_or_else(|| Failure::said(Trouble::NoDocument, "it has no token_endpoint"))?;
        for address in [metadata.authorization_endpoint().url(), token] {
            if !is_protected(address) {
                return Err(Failure::said(Trouble::NotProtected, address));
            }
        }
        Ok(metadata)
    }

    async fn exchange(
        &self,
        metadata: &CoreProviderMetadata,
        client: &Client,
        verifier: String,
        code: String,
    ) -> Result<CoreTokenResponse, Failure> {
        at(metadata, client)
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|why| Failure::said(Trouble::NoDocument, why))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request_async(&self.line)
            .await
            .map_err(token_failure)
    }

    /// What the provider tells of this very subject where it is asked for it; none: it cannot be asked.
    async fn more(
        &self,
        metadata: &CoreProviderMetadata,
        client: &Client,
        claims: &CoreIdTokenClaims,
        token: AccessToken,
    ) -> Result<Option<CoreUserInfoClaims>, Failure> {
        let asking = at(metadata, client);
        let Ok(request) = asking.user_info(token, Some(claims.subject().clone())) else { return Ok(None) };
        let told = request.request_async(&self.line).await;
        told.map(Some).map_err(|error| Failure::said(Trouble::NotUnderstood, error))
    }
}

type Asking =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// This desk, as the provider knows it.
fn at(metadata: &CoreProviderMetadata, client: &Client) -> Asking {
    let (id, secret) = (ClientId::new(client.id.clone()), ClientSecret::new(client.secret.clone()));
    let asking = CoreClient::from_provider_metadata(metadata.clone(), id, Some(secret))
        .set_redirect_uri(RedirectUrl::from_url(client.redirect.clone()));
    // Discovery, section 3: where nothing is said, the secret goes into the header.
    let ways = metadata.token_endpoint_auth_methods_supported();
    let takes = |way| ways.is_none_or(|ways| ways.contains(&way));
    if !takes(CoreClientAuthMethod::ClientSecretBasic) && takes(CoreClientAuthMethod::ClientSecretPost) {
        asking.set_auth_type(AuthType::RequestBody)
    } else {
        asking
    }
}

/// Why what the provider says of somebody is not believed.
#[derive(Debug, thiserror::Error)]
enum NotVerified {
    #[error("it is signed with a key the provider does not tell")]
    UnknownKey,
    #[error("there is no ID token")]
    Missing,
    #[error("{0}")]
    Claims(ClaimsVerificationError),
    #[error("the access token is not the one the ID token was made with")]
    OtherAccessToken,
}

fn verified(
    metadata: &CoreProviderMetadata,
    client: &Client,
    flow: &Flow,
    response: &CoreTokenResponse,
) -> Result<CoreIdTokenClaims, NotVerified> {
    let asking = at(metadata, client);
    let token = response.id_token().ok_or(NotVerified::Missing)?;
    let verifier = asking.id_token_verifier().set_allowed_algs(SIGNED_BY);
    let claims = token.claims(&verifier, &Nonce::new(flow.nonce())).map_err(|why| match why {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            NotVerified::UnknownKey
        }
        other => NotVerified::Claims(other),
    })?;
    if let Some(expected) = claims.access_token_hash() {
        let signed = |why| NotVerified::Claims(ClaimsVerificationError::SignatureVerification(why));
        let (alg, key) = (token.signing_alg().map_err(signed)?, token.signing_key(&verifier).map_err(signed)?);
        let actual = AccessTokenHash::from_token(response.access_token(), alg, key);
        if actual.ok().as_ref() != Some(expected) {
            return Err(NotVerified::OtherAccessToken);
        }
    }
    Ok(claims.clone())
}

fn token_failure(error: RequestTokenError<Failure, StandardErrorResponse<CoreErrorResponseType>>) -> Failure {
    match error {
        RequestTokenError::Request(failure) => failure,
        RequestTokenError::ServerResponse(said) => {
            let trouble = match said.error() {
                CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => Trouble::Client,
                _ => Trouble::NotUnderstood,
            };
            Failure::said(trouble, said)
        }
        // What was answered may hold a token: it is not told.
        RequestTokenError::Parse(why, _) => Failure::said(Trouble::NotUnderstood, why),
        RequestTokenError::Other(why) => Failure::said(Trouble::NotUnderstood, why),
    }
}

fn told_address(said: &EndUserEmail) -> Option<String> {
    Some(address(said)).filter(|email| is_email(email))
}

fn told_name(said: &LocalizedClaim<EndUserName>) -> Option<String> {
    let name = said.get(None).or_else(|| said.iter().next().map(|(_, name)| name))?;
    Some(one_line(name, LONGEST_NAME)).filter(|name| !name.is_empty())
}
