//! Every sealed text there is, wherever it is kept: to be sealed with another key, all at once.

use crate::{Conn, Error, conn::on};
use desk::{ChannelId, OperatorId};
use uuid::Uuid;

/// Where a sealed text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedIn {
    /// What the company's own server signs with.
    IdentifySecret(Uuid),
    /// What an operator's app makes codes of.
    SecondFactor(OperatorId),
    /// What news to another system are signed with.
    Webhook(Uuid),
    /// What they were signed with before.
    WebhookBefore(Uuid),
    /// What signs us in at the mail server.
    MailPassword,
    /// What this desk proves itself with at the OpenID Connect provider.
    OpenIdSecret,
    /// The secrets of a page or number of an outside messenger.
    Channel(ChannelId),
}

impl Conn<'_> {
    /// All sealed texts.
    pub async fn sealed(&mut self) -> Result<Vec<(SealedIn, String)>, Error> {
        let mut sealed: Vec<_> =
            self.identify_secrets().await?.into_iter().map(|it| (SealedIn::IdentifySecret(it.id), it.sealed)).collect();
        let factors: Vec<(Uuid, String)> = on!(self, conn => sqlx::query_as(
            "select operator_id, sealed from second_factor order by operator_id").fetch_all(conn).await)?;
        sealed.extend(factors.into_iter().map(|(id, text)| (SealedIn::SecondFactor(OperatorId(id)), text)));
        for webhook in self.webhooks().await? {
            sealed.push((SealedIn::Webhook(webhook.id), webhook.sealed));
            sealed.extend(webhook.before.map(|(text, _)| (SealedIn::WebhookBefore(webhook.id), text)));
        }
        let password = self.mail_server().await?.and_then(|server| server.sealed_password);
        sealed.extend(password.map(|text| (SealedIn::MailPassword, text)));
        sealed.extend(self.openid().await?.map(|openid| (SealedIn::OpenIdSecret, openid.sealed_secret)));
        let channels = self.channels().await?.into_iter().filter(|it| !it.sealed.is_empty());
        sealed.extend(channels.map(|it| (SealedIn::Channel(it.id), it.sealed)));
        Ok(sealed)
    }

    /// Keeps a text, sealed anew, in the place of the present one.
    pub async fn seal_anew(&mut self, place: SealedIn, text: &str) -> Result<(), Error> {
        let (sql, id) = match place {
            SealedIn::IdentifySecret(id) => ("update identify_secret set sealed = $2 where id = $1", id),
            SealedIn::SecondFactor(id) => ("update second_factor set sealed = $2 where operator_id = $1", id.0),
            SealedIn::Webhook(id) => ("update webhook set sealed = $2 where id = $1", id),
            SealedIn::Channel(id) => ("update channel set sealed = $2 where id = $1", id.0),
            SealedIn::WebhookBefore(id) => ("update webhook set sealed_before = $2 where id = $1", id),
            SealedIn::MailPassword => {
                if let Some(mut server) = self.mail_server().await? {
                    server.sealed_password = Some(text.to_owned());
                    self.save_mail_server(&server).await?;
                }
                return Ok(());
            }
            SealedIn::OpenIdSecret => {
                if let Some(mut openid) = self.openid().await? {
                    text.clone_into(&mut openid.sealed_secret);
                    self.save_openid(&openid).await?;
                }
                return Ok(());
            }
        };
        on!(self, conn => sqlx::query(sql).bind(id).bind(text).execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}
