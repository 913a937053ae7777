//! The lists of colleagues: which talks an operator is in, or asked into, beside those he or she has.

use crate::{Conn, Error, conn::later};
use desk::{Conversation, ConversationId, event::Target};
use uuid::Uuid;

/// The conversations that operator `$1` is a guest of.
pub(super) const AS_GUEST: &str =
    "(select g.conversation_id from colleague g where g.operator_id = $1 and g.part = 'guest')";

/// The conversations that operator `$1` is invited into, by name or as a member of a group.
pub(super) const AS_INVITED: &str = "(select i.conversation_id from colleague i where i.part = 'invited' and \
    (i.operator_id = $1 or i.group_id in (select m.group_id from membership m where m.operator_id = $1)))";

impl Conn<'_> {
    /// Brings the lists in line with what the conversation says of its colleagues.
    pub async fn list_colleagues(&mut self, conversation: &Conversation) -> Result<(), Error> {
        let id = conversation.id;
        later!(self, "delete from colleague where conversation_id = $1", id.0)?;
        for guest in &conversation.colleagues.guests {
            self.list_colleague(id, "guest", Target::Operator(*guest)).await?;
        }
        for invitation in &conversation.colleagues.invitations {
            self.list_colleague(id, "invited", invitation.to).await?;
        }
        Ok(())
    }

    async fn list_colleague(&mut self, id: ConversationId, part: &str, who: Target) -> Result<(), Error> {
        let (operator, group): (Option<Uuid>, Option<Uuid>) = match who {
            Target::Operator(operator) => (Some(operator.0), None),
            Target::Group(group) => (None, Some(group.0)),
        };
        later!(
            self,
            "insert into colleague (conversation_id, part, operator_id, group_id) values ($1, $2, $3, $4)",
            id.0,
            part,
            operator,
            group,
        )
    }
}
