/** For how long a token is good: what is offered. */
import { m } from '@hovorna/shared/words';

const DAY_MS = 86_400_000;

export const LIFETIMES = ['30', '90', '365', 'ever'] as const;
export type Lifetime = (typeof LIFETIMES)[number];

export const LIFETIME_NAMES: Record<Lifetime, () => string> = {
  30: () => m.admin_token_days({ days: 30 }),
  90: () => m.admin_token_days({ days: 90 }),
  365: m.admin_token_year,
  ever: m.admin_token_ever,
};

/** When one that is made now ends; null: never. */
export const endsAt = (lifetime: Lifetime, now: number): string | null =>
  lifetime === 'ever' ? null : new Date(now + Number(lifetime) * DAY_MS).toISOString();
