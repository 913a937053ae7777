/** The generated shapes of the widget's protocol, under one roof. docs/live-protocol.md explains them. */
export type { Added } from '@hovorna/shared/generated/Added.ts';
export type { ClientConversation } from '@hovorna/shared/generated/ClientConversation.ts';
export type { ClientEvent } from '@hovorna/shared/generated/ClientEvent.ts';
export type { ClientFrame } from '@hovorna/shared/generated/ClientFrame.ts';
export type { ClientMessage } from '@hovorna/shared/generated/ClientMessage.ts';
export type { ClientSays } from '@hovorna/shared/generated/ClientSays.ts';
export type { Enter } from '@hovorna/shared/generated/Enter.ts';
export type { Entry } from '@hovorna/shared/generated/Entry.ts';
export type { FieldKind } from '@hovorna/shared/generated/FieldKind.ts';
export type { FormField } from '@hovorna/shared/generated/FormField.ts';
export type { NewPageView } from '@hovorna/shared/generated/NewPageView.ts';
export type { PublicWidget } from '@hovorna/shared/generated/PublicWidget.ts';
export type { QueuePlace } from '@hovorna/shared/generated/QueuePlace.ts';
export type { Receipts } from '@hovorna/shared/generated/Receipts.ts';
export type { WidgetState } from '@hovorna/shared/generated/WidgetState.ts';
export type { WidgetText } from '@hovorna/shared/generated/WidgetText.ts';
