/**
 * What a transfer brings to the scope that it goes to: its cost, and every correction after. Pure.
 *
 * @module
 */
import * as Money from "../../kernel/Money.ts"
import type { CommandOf } from "./CostCommand.ts"
import type { EventOf } from "./CostEvent.ts"

/** What every command of the costs begins with; the scope is that of the other end. */
export type Header = Omit<CommandOf<"Receive">, "_tag" | "scope" | "source" | "lots">

/**
 * The command by which the other scope receives a transfer: a layer for each part, at its very cost.
 * None where the issue is no transfer. To be decided in the same transaction.
 *
 * @example
 * ```ts
 * import { Money } from "entrepot/kernel"
 * import { CostTransfer } from "entrepot/stock"
 *
 * const [arrival] = CostTransfer.arrivals(
 *   {
 *     _tag: "Issued",
 *     scope: "MUG at main",
 *     currency: "EUR",
 *     issueId: "transfer-1",
 *     destination: { _tag: "Transfer", scope: "MUG at shop", layer: 0 },
 *     parts: [{ layer: 4, from: 0, to: 2, cost: 6667n }],
 *   },
 *   { commandId: "c1" },
 * )
 * const [lot] = arrival?.lots ?? []
 * console.log(arrival?.scope, lot && Money.format(lot.cost))
 * ```
 * ```text
 * MUG at shop 66.67 EUR
 * ```
 */
export const arrivals = (
  event: EventOf<"Issued">,
  header: Header,
): ReadonlyArray<CommandOf<"Receive">> =>
  event.destination._tag !== "Transfer"
    ? []
    : [
        {
          _tag: "Receive",
          ...header,
          scope: event.destination.scope,
          source: "Transfer",
          lots: event.parts.map(({ from, to, cost, serial }) => ({
            units: to - from,
            cost: Money.fromMinor(cost, event.currency),
            ...(serial === undefined ? {} : { serial }),
          })),
        },
      ]

/**
 * The commands by which a correction follows units that were transferred on, or assembled. To be decided in the
 * same transaction; each may have some of its own, and no chain of them is longer than that of the
 * transfers.
 *
 * @example
 * ```ts
 * import { CostTransfer } from "entrepot/stock"
 *
 * const [correction] = CostTransfer.forwards(
 *   {
 *     _tag: "Corrected",
 *     scope: "MUG at main",
 *     currency: "EUR",
 *     source: "Supplier",
 *     layer: 4,
 *     amount: 300n,
 *     onHand: 100n,
 *     writtenDown: 0n,
 *     sold: 0n,
 *     elsewhere: [
 *       {
 *         issueId: "transfer-1",
 *         destination: { _tag: "Transfer", scope: "MUG at shop", layer: 0 },
 *         amount: 200n,
 *       },
 *     ],
 *   },
 *   { commandId: "c2" },
 * )
 * console.log(correction?.scope, correction?.layer)
 * ```
 * ```text
 * MUG at shop 0
 * ```
 */
export const forwards = (
  event: EventOf<"Corrected">,
  header: Header,
): ReadonlyArray<CommandOf<"Correct">> =>
  event.elsewhere.flatMap(({ destination, amount }) =>
    destination._tag === "Transfer" || destination._tag === "Assembly"
      ? [
          {
            _tag: "Correct",
            ...header,
            scope: destination.scope,
            source: "Transfer",
            layer: destination.layer,
            amount: Money.fromMinor(amount, event.currency),
          },
        ]
      : [],
  )
