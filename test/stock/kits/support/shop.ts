/** A small shop that sells kits at two places, which may be a pool: what can be asked of it. */
import type { Effect } from "effect"
import {
  type KitPosting,
  type KitRefusal,
  type StockCommand as Commands,
  StockLedger,
  type StockLedgerShape,
  type StockPosting,
} from "entrepot/stock"
import type { CommandError, Outcome } from "entrepot/store"
import fc from "fast-check"

type KitCommand = KitPosting.Command
/** As callers hand them in: a receipt may have costs, which are text out there. */
type StockCommand = Extract<
  typeof Commands.StockCommand.Encoded,
  { readonly _tag: "Receive" | "Hold" }
>
type Component = Extract<KitCommand, { readonly _tag: "Define" }>["components"][number]

/** What is asked of kits, or of the ledger itself. */
export type Step =
  | { readonly of: "kits"; readonly command: KitCommand }
  | { readonly of: "stock"; readonly command: StockCommand }

/** Items from those that hold others to those that hold none. */
export const skus = ["GIFT", "__proto__", "BOX", "MUG", "茶"] as const
export const places = ["main", "shop"] as const
export const pool = "all"

const commandId = "c"
const small = fc.integer({ min: 1, max: 3 })
const where = fc.constantFrom(...places, pool)
const holdId = fc.constantFrom("order-1", "constructor", "order-3")

const component = (at: number): fc.Arbitrary<Component> =>
  fc.record({ sku: fc.constantFrom(...skus.slice(at + 1)), quantity: fc.constantFrom(1, 1, 2) })

/** The first two are bundles, the third is assembled. */
export const defineOf = fc.constantFrom(0, 1, 2).chain((at) =>
  fc.array(component(at), { minLength: 1, maxLength: 2 }).map((components): Step => ({
    of: "kits",
    command: { _tag: "Define", commandId, sku: skus[at] ?? "", components, stocked: at === 2 },
  })),
)

const linesOf = (wheres: fc.Arbitrary<string>) =>
  fc.array(fc.record({ sku: fc.constantFrom(...skus), quantity: small, place: wheres }), {
    minLength: 1,
    maxLength: 2,
  })

const unitsOf = fc.option(
  fc.array(fc.record({ line: fc.nat(2), quantity: fc.constantFrom(1, 1, 2) }), {
    minLength: 1,
    maxLength: 2,
  }),
  { nil: undefined },
)

const kitHoldOf = fc
  .tuple(holdId, linesOf(where))
  .map(([id, lines]): KitCommand => ({ _tag: "Hold", commandId, holdId: id, lines }))

const useOf = fc
  .tuple(fc.constantFrom("Ship", "Release", "Assign"), holdId, unitsOf, fc.constantFrom(...places))
  .map(([_tag, id, lines, place]): KitCommand =>
    _tag === "Assign"
      ? { _tag, commandId, holdId: id, place, lines }
      : { _tag, commandId, holdId: id, lines },
  )

const assemblyOf = fc
  .tuple(fc.constantFrom("Assemble", "Disassemble"), small, fc.constantFrom(...places))
  .map(([_tag, quantity, place]): KitCommand => ({ _tag, commandId, sku: "BOX", quantity, place }))

const receiveOf = linesOf(fc.constantFrom(...places)).map((lines): Step => ({
  of: "stock",
  command: {
    _tag: "Receive",
    commandId,
    lines: lines.map((line) => ({ ...line, sku: line.sku === "茶" ? line.sku : "MUG" })),
  },
}))

const plainHoldOf = fc.tuple(holdId, linesOf(where)).map(([id, lines]): Step => ({
  of: "stock",
  command: { _tag: "Hold", commandId, holdId: `plain ${id}`, lines },
}))

const stepOf: fc.Arbitrary<Step> = fc.oneof(
  defineOf,
  receiveOf,
  plainHoldOf,
  ...[kitHoldOf, kitHoldOf, useOf, useOf, assemblyOf].map((commands) =>
    commands.map((command): Step => ({ of: "kits", command })),
  ),
)

const beginningOf = fc
  .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .map(([here, there]): Step => ({
    of: "stock",
    command: {
      _tag: "Receive",
      commandId,
      lines: places.flatMap((place) => [
        { sku: "MUG", quantity: there, place },
        { sku: "茶", quantity: here + 1, place },
      ]),
    },
  }))

/** Commands one after the other, each with an id of its own. */
export const histories: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .tuple(beginningOf, defineOf, defineOf, fc.array(stepOf, { maxLength: 10 }))
  .map(([first, second, third, rest]) =>
    [first, second, third, ...rest].map((step, at) => named(step, `c-${at}`)),
  )

/** The same with a command id. */
export const named = (step: Step, id: string): Step =>
  step.of === "kits"
    ? { of: "kits", command: { ...step.command, commandId: id } }
    : { of: "stock", command: { ...step.command, commandId: id } }

/** The places are a pool. */
export const pooled = StockLedger.use((ledger) =>
  ledger.declarePool({ commandId: "pool", pool, places }),
)

const sendStock = ({ receive, hold }: StockLedgerShape, command: StockCommand) =>
  command._tag === "Receive" ? receive(command) : hold(command)

const sendKits = ({ kits }: StockLedgerShape, command: KitCommand) => {
  switch (command._tag) {
    case "Define":
      return kits.define(command)
    case "Hold":
      return kits.hold(command)
    case "Ship":
      return kits.ship(command)
    case "Release":
      return kits.release(command)
    case "Assign":
      return kits.assign(command)
    case "Assemble":
      return kits.assemble(command)
    case "Disassemble":
      return kits.disassemble(command)
  }
}

/** Asks it of the ledger. */
export const send = (
  ledger: StockLedgerShape,
  step: Step,
): Effect.Effect<Outcome<KitPosting.KitPosted | StockPosting.Posted>, KitRefusal | CommandError> =>
  step.of === "kits" ? sendKits(ledger, step.command) : sendStock(ledger, step.command)
