/** What another system may hear of, in the words people know it by. */
import { m } from '@hovorna/shared/words';
import type { WebhookTopic } from '../contract.ts';

const NAMES: Record<WebhookTopic, () => string> = {
  'conversation.started': m.admin_topic_started,
  'conversation.accepted': m.admin_topic_accepted,
  'conversation.message_added': m.admin_topic_message,
  'conversation.note_added': m.admin_topic_note,
  'conversation.redirected': m.admin_topic_redirected,
  'conversation.invited': m.admin_topic_invited,
  'conversation.joined': m.admin_topic_joined,
  'conversation.left': m.admin_topic_left,
  'conversation.handed_over': m.admin_topic_handed_over,
  'conversation.client_changed': m.admin_topic_client_changed,
  'conversation.client_merged': m.admin_topic_client_merged,
  'conversation.client_parted': m.admin_topic_client_parted,
  'conversation.client_banned': m.admin_topic_client_banned,
  'conversation.client_unbanned': m.admin_topic_client_unbanned,
  'conversation.client_note_added': m.admin_topic_client_note,
  'conversation.rated': m.admin_topic_rated,
  'conversation.tags_changed': m.admin_topic_tags,
  'conversation.parameters_changed': m.admin_topic_parameters,
  'conversation.ended': m.admin_topic_ended,
};

/** In the order in which they are offered. */
export const TOPICS = Object.keys(NAMES) as WebhookTopic[];

export const topicName = (topic: WebhookTopic) => NAMES[topic]();
