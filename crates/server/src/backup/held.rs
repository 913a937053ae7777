//! What a restored desk holds back, in words for a terminal.

use store::backup::Held;

/// So many conversations are named.
const MOST_NAMED: usize = 20;

/// What waited in the backup to be sent, and where it can be looked at; none: nothing did.
#[must_use]
pub fn told(held: &Held) -> Option<String> {
    let messages = held.messages.len();
    let kinds = [
        (messages as u64, "message to clients of messengers", "messages to clients of messengers"),
        (held.mails, "mail", "mails"),
        (held.news, "delivery of a webhook", "deliveries of webhooks"),
    ];
    let said: Vec<String> = kinds
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, more)| format!("{count} {}", if *count == 1 { one } else { more }))
        .collect();
    if said.is_empty() {
        return None;
    }
    let mut lines = vec![format!(
        "Held, because it waited in the backup and may have been sent since: {}. None of it is sent by itself; people who \
         know that it did not arrive send it again.",
        said.join(", ")
    )];
    if messages > 0 {
        lines.push("The messages say in their conversations that it is unknown whether they arrived:".into());
        // The first of each conversation: messages come in order.
        let mut first = held.messages.clone();
        first.dedup_by_key(|(conversation, _)| *conversation);
        let named = first.iter().take(MOST_NAMED).map(|(id, seq)| format!("  /?conversation={}&at={seq}", id.0));
        lines.extend(named);
        if first.len() > MOST_NAMED {
            lines.push(format!("  and in {} more", first.len() - MOST_NAMED));
        }
    }
    if held.mails > 0 {
        lines.push("The mails stand under Administration, E-mail.".into());
    }
    if held.news > 0 {
        lines.push("The deliveries stand under Administration, Webhooks.".into());
    }
    Some(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk::ConversationId;
    use uuid::Uuid;

    #[test]
    fn what_is_held_is_counted_and_named_once_for_each_conversation() {
        assert_eq!(told(&Held::default()), None);
        let (one, other) = (ConversationId(Uuid::from_u128(1)), ConversationId(Uuid::from_u128(2)));
        let held = Held { messages: vec![(one, 3), (one, 4), (other, 9)], mails: 1, news: 0 };
        let said = told(&held).unwrap();
        assert!(said.contains("3 messages to clients of messengers, 1 mail."), "{said}");
        assert!(said.contains("/?conversation=00000000-0000-0000-0000-000000000001&at=3\n"), "{said}");
        assert!(!said.contains("at=4") && said.contains("at=9"), "{said}");
        assert!(said.contains("E-mail") && !said.contains("ebhook"), "{said}");
        let many = (0..25).map(|n| (ConversationId(Uuid::from_u128(n)), 1)).collect();
        assert!(told(&Held { messages: many, ..Held::default() }).unwrap().ends_with("and in 5 more"));
    }
}
