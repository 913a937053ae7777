//! The server that mails are handed to, with its secret opened and everything understood.

use crate::{app::App, seal::Seal};
use desk::mail::Trouble;
use lettre::{
    Address,
    message::Mailbox,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, TlsParameters, TlsParametersBuilder},
        extension::ClientId,
    },
};
use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use store::{Failure, MailServer, Security};

/// What the password is sealed for: one put in another's place does not open.
pub const PURPOSE: &str = "mail-server-password";

/// The server that mails are handed to.
pub struct Server {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is protected.
    pub security: Security,
    /// Who signs in there.
    pub credentials: Option<Credentials>,
    /// Whom mails come from.
    pub from: Mailbox,
    /// What this process calls itself.
    pub hello: ClientId,
    /// Certificates believed besides those everybody believes.
    authority: Vec<Certificate>,
}

impl Server {
    /// Of what is stored.
    ///
    /// # Errors
    /// A password that was sealed with another key, or settings that make no sense any more.
    pub fn of(app: &App, stored: &MailServer) -> Result<Self, Failure> {
        let password = match &stored.sealed_password {
            Some(sealed) => Some(open(&app.seal, sealed).ok_or_else(|| only(Trouble::Unreadable))?),
            None => None,
        };
        Self::with(app, stored, password)
    }

    /// Of settings with a password that is not sealed.
    ///
    /// # Errors
    /// Settings that make no sense.
    pub fn with(app: &App, settings: &MailServer, password: Option<String>) -> Result<Self, Failure> {
        let address: Address = settings.from_address.parse().map_err(|why| said(Trouble::Sender, why))?;
        let name = Some(settings.from_name.clone()).filter(|name| !name.is_empty());
        let authority = settings.authority.as_deref().map(certificates).transpose();
        let credentials = settings.user.clone().map(|user| Credentials::new(user, password.unwrap_or_default()));
        Ok(Self {
            host: settings.host.clone(),
            port: settings.port,
            security: settings.security,
            credentials,
            from: Mailbox::new(name, address),
            hello: ClientId::Domain(own_name(app)),
            authority: authority.map_err(|why| said(Trouble::Certificate, why))?.unwrap_or_default(),
        })
    }

    /// One that is told to be reached without protection or sign-in.
    #[cfg(test)]
    pub const fn unprotected(host: String, port: u16, from: Mailbox, hello: ClientId) -> Self {
        Self { host, port, security: Security::None, credentials: None, from, hello, authority: Vec::new() }
    }

    /// How this server is recognised.
    ///
    /// # Errors
    /// A name that no certificate can have.
    pub fn tls(&self) -> Result<TlsParameters, Failure> {
        let tls = believing(TlsParameters::builder(self.host.clone()), &self.authority);
        tls.build().map_err(|why| said(Trouble::Certificate, why))
    }
}

/// Opens the password.
#[must_use]
pub fn open(seal: &Seal, sealed: &str) -> Option<String> {
    seal.open(PURPOSE, sealed)
}

/// The certificates of a PEM text; at least one.
///
/// # Errors
/// When there is none, or one cannot be believed.
pub fn certificates(pem: &str) -> Result<Vec<Certificate>, String> {
    let parts: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|why: rustls_pki_types::pem::Error| why.to_string())?;
    if parts.is_empty() {
        return Err("no certificate".into());
    }
    let found: Vec<Certificate> = parts
        .into_iter()
        .map(|part| Certificate::from_der(part.to_vec()).map_err(|why| why.to_string()))
        .collect::<Result<_, _>>()?;
    believing(TlsParameters::builder("localhost".into()), &found).build().map_err(|why| why.to_string())?;
    Ok(found)
}

fn believing(tls: TlsParametersBuilder, authority: &[Certificate]) -> TlsParametersBuilder {
    authority.iter().cloned().fold(tls, TlsParametersBuilder::add_root_certificate)
}

/// What this installation is called towards mail servers and in Message-IDs.
#[must_use]
pub fn own_name(app: &App) -> String {
    let host = app.config.public_url.as_ref().and_then(url::Url::domain);
    host.unwrap_or("localhost").to_owned()
}

/// A failure without more to say.
#[must_use]
pub const fn only(trouble: Trouble) -> Failure {
    Failure { trouble, permanent: false, said: None }
}

/// A failure with what was said.
#[must_use]
pub fn said(trouble: Trouble, why: impl ToString) -> Failure {
    let said = desk::mail::one_line(&why.to_string(), 300);
    Failure { trouble, permanent: false, said: Some(said).filter(|said| !said.is_empty()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_certificate_is_refused() {
        assert!(certificates("").is_err() && certificates("hello").is_err());
        assert!(certificates("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----").is_err());
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reading_of_certificates(text in any::<String>()) {
            let _ = certificates(&format!("{text}-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----"));
        }
    }
}
