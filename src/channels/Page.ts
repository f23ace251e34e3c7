/**
 * What a channel was seen to hold, page by page.
 *
 * @module
 */
import type { Schema } from "effect"

import type { Instant } from "../kernel/Calendar.ts"

/**
 * A fact observed, not a command: the domain derives what changed.
 *
 * It may come again at any time. Whoever keeps facts knows one by channel, account, `externalId` and
 * `revision`.
 */
export interface Observed<T> {
  /** The channel's id of the thing. */
  readonly externalId: string
  /** Differs whenever what was observed differs; equal text means the same fact. */
  readonly revision: string
  /** When we looked, in epoch milliseconds. */
  readonly observedAt: Instant
  /** All that the channel sent about it. */
  readonly raw: Schema.Json
  readonly value: T
}

/** A record of the page that makes no sense; the page went on without it. */
export interface Rejected extends Error {
  readonly _tag: string
  /** Where the channel holds it, for people, such as `line 17`. */
  readonly where: string
  /** One word of a small set, to count by. */
  readonly reason: string
  readonly detail: string
  /** What the channel sent, perhaps cut. */
  readonly raw: string
}

/** How far a pull has come. */
export interface Progress {
  readonly done: number
  readonly total: number
  /** What is counted, such as `bytes`. */
  readonly unit: string
}

/**
 * Some facts, and where to go on behind them.
 *
 * Store the items and the checkpoint in one transaction: then a host that was killed goes on behind
 * the last page that it stored, and misses nothing.
 */
export interface Page<T> {
  readonly items: ReadonlyArray<Observed<T>>
  readonly rejected: ReadonlyArray<Rejected>
  /** Opaque; give it to the next pull. */
  readonly checkpoint: string
  /** Absent where the channel does not say how much there is. */
  readonly progress?: Progress
}
