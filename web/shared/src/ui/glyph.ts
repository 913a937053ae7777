/** A lucide icon, as components take it. */
import type { LucideProps } from '@lucide/svelte';
import type { Component } from 'svelte';

export type Glyph = Component<LucideProps>;
