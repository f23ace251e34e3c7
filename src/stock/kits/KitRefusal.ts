/**
 * Why kits refuse: each refusal carries what was wanted and what there was.
 *
 * @module
 */
import { Schema } from "effect"

import { ShortLine, Source, type StockRefusal } from "../StockRefusal.ts"

/** A kit would contain itself: the way from it to itself, first and last the same. */
export class KitCycle extends Schema.TaggedError<KitCycle>()("KitCycle", {
  path: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `a kit would contain itself: ${this.path.join(" > ")}`
  }
}

/**
 * Assembled units of the kit are at these places, in quarantine or on the bench too: taken apart they
 * must give what went into them, so the kit stays as it is until they are gone.
 */
export class KitInStock extends Schema.TaggedError<KitInStock>()("KitInStock", {
  sku: Schema.String,
  places: Schema.Array(Schema.String),
}) {
  override get message(): string {
    return `assembled units of ${this.sku} are at ${this.places.join(", ")}`
  }
}

/** The item is no kit that is assembled: it has no components, or is only a name for them. */
export class NotAssembled extends Schema.TaggedError<NotAssembled>()("NotAssembled", {
  sku: Schema.String,
}) {
  override get message(): string {
    return `${this.sku} is no kit that is assembled before it is sold`
  }
}

/** What a line of an order wants of an item: the line by its position, and what it orders. */
export const Want = Schema.Struct({
  line: Schema.Int,
  ordered: Schema.String,
  quantity: Schema.Int,
})
/** What a line of an order wants of an item. */
export type Want = typeof Want.Type

/** An item of which an order wants too much, and which lines want it. */
export const ShortComponent = Schema.Struct({ ...ShortLine.fields, wants: Schema.Array(Want) })
/** An item of which an order wants too much. */
export type ShortComponent = typeof ShortComponent.Type

/**
 * Not enough is available; every short item is named, with the lines that want it. `sourcing` is a way
 * to serve the whole order from other places, absent where there is none.
 */
export class InsufficientComponents extends Schema.TaggedError<InsufficientComponents>()(
  "InsufficientComponents",
  {
    lines: Schema.Array(ShortComponent),
    sourcing: Schema.optionalKey(Schema.Array(Source)),
  },
) {
  override get message(): string {
    const lines = this.lines.map(({ sku, place, wanted, available, wants }) => {
      const whose = wants.map(({ line, ordered }) => `line ${line + 1}, ${ordered}`)
      return `${sku} at ${place}: ${wanted} wanted (${whose.join("; ")}), ${available} available`
    })
    return lines.join("; ")
  }
}

/** A line of which less is held than is to be shipped or released: whole kits. */
export const ExcessKits = Schema.Struct({
  line: Schema.Int,
  ordered: Schema.String,
  wanted: Schema.Int,
  open: Schema.Int,
})
/** A line of which less is held than is to be shipped or released. */
export type ExcessKits = typeof ExcessKits.Type

/** The hold keeps fewer kits than are to be shipped or released, or nothing is left of it. */
export class KitHoldExceeded extends Schema.TaggedError<KitHoldExceeded>()("KitHoldExceeded", {
  holdId: Schema.String,
  lines: Schema.Array(ExcessKits),
}) {
  override get message(): string {
    const lines = this.lines.map(
      ({ line, ordered, wanted, open }) =>
        `line ${line + 1}, ${ordered}: ${wanted} wanted, ${open} held`,
    )
    const what = lines.length === 0 ? "nothing is left of it" : lines.join("; ")
    return `hold ${JSON.stringify(this.holdId)}: ${what}`
  }
}

/** Everything that kits refuse, and what the ledger refuses of what they take. */
export type KitRefusal =
  | KitCycle
  | KitInStock
  | NotAssembled
  | InsufficientComponents
  | KitHoldExceeded
  | StockRefusal
