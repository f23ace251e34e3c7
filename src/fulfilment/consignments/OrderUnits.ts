import * as Parcel from "../parcels/Parcel.ts"
/**
 * Units of an order's lines as its consignments carry them: a unit of a line may be several items, and
 * counts once all of them do. Pure.
 *
 * @module
 */
import type { Docket } from "./Docket.ts"
import type { CarriedOrder } from "./DocketEvent.ts"

/** Units of a line: all that go or have gone, and of these what has left, arrived and come back. */
export interface LineCount {
  readonly carried: number
  readonly shipped: number
  readonly delivered: number
  readonly returned: number
}

const nothing: LineCount = { carried: 0, shipped: 0, delivered: 0, returned: 0 }

/** Units of an item; `sentBack` are those that arrived and came back all the same. */
interface ItemCount extends LineCount {
  readonly sentBack: number
}

const noItems: ItemCount = { ...nothing, sentBack: 0 }

/** What a unit of a line is of our items, and how many units of each item there are. */
interface Counted {
  readonly lineId: string
  readonly items: CarriedOrder["lines"][number]["items"]
  readonly units: Map<string, ItemCount>
}

/**
 * What of a line has moved, by its id. What has left is counted by our own dispatch, and what arrived
 * or came back by any word of the courier, so that no order of events changes the count.
 */
export const countsOf = (
  orderName: string,
  dockets: Iterable<Docket>,
): ReadonlyMap<string, LineCount> => {
  const counts = new Map<string, LineCount>()
  for (const { lineId, items, units } of countedOf(orderName, dockets)) {
    const before = counts.get(lineId) ?? nothing
    const alone = aloneOf({ items, units })
    const whole = (of: (count: ItemCount, alone: number) => number): number =>
      Math.min(
        ...items.map(({ sku, quantity }) =>
          Math.floor(of(units.get(sku) ?? noItems, alone.get(sku) ?? 0) / quantity),
        ),
      )
    counts.set(lineId, {
      carried: before.carried + whole(({ carried }) => carried),
      shipped: before.shipped + whole(({ shipped }, alone) => shipped - alone),
      delivered:
        before.delivered +
        whole(({ delivered, sentBack }, alone) => delivered - Math.min(sentBack, alone)),
      returned: before.returned + whole(({ returned }, alone) => returned - alone),
    })
  }
  return counts
}

/**
 * The lines of which some items are carried without the others. Those that came back do not count: the
 * customer has nothing of them, so that the others may stay here.
 */
export const tornLines = (orderName: string, dockets: Iterable<Docket>): ReadonlyArray<string> =>
  countedOf(orderName, dockets)
    .filter(({ items, units }) =>
      [...aloneOf({ items, units })].some(
        ([sku, alone]) => alone > (units.get(sku)?.returned ?? 0),
      ),
    )
    .map(({ lineId }) => lineId)

/** Units of each item that are carried beyond those of whole units of the line. */
const aloneOf = ({
  items,
  units,
}: Pick<Counted, "items" | "units">): ReadonlyMap<string, number> => {
  const carriedOf = (sku: string): number => units.get(sku)?.carried ?? 0
  const whole = Math.min(...items.map(({ sku, quantity }) => Math.floor(carriedOf(sku) / quantity)))
  return new Map(items.map(({ sku, quantity }) => [sku, carriedOf(sku) - whole * quantity]))
}

const countedOf = (orderName: string, dockets: Iterable<Docket>): ReadonlyArray<Counted> => {
  const lines = new Map<string, Counted>()
  for (const docket of dockets) {
    const order = docket.orders.find((carried) => carried.orderName === orderName)
    if (order === undefined || docket.cancelled) continue
    const ofOrder = new Map<string, Counted>()
    for (const { lineId, items } of order.lines) {
      // A line that was mapped anew since is another one, so that each is counted in its own items.
      const name = JSON.stringify([lineId, items.map(({ sku, quantity }) => [sku, quantity])])
      const counted = lines.get(name) ?? { lineId, items, units: new Map() }
      lines.set(name, counted)
      ofOrder.set(lineId, counted)
    }
    for (const [side, line] of sidesOf(docket)) {
      const counted = line.orderName === orderName ? ofOrder.get(line.lineId) : undefined
      if (counted === undefined) continue
      const before = counted.units.get(line.sku) ?? noItems
      counted.units.set(line.sku, { ...before, [side]: before[side] + line.quantity })
    }
  }
  return [...lines.values()]
}

type Line = Pick<
  Docket["consignment"]["lines"][number],
  "orderName" | "lineId" | "sku" | "quantity"
>

function* sidesOf({ consignment, parcels }: Docket): Generator<readonly [keyof ItemCount, Line]> {
  for (const line of consignment.lines) yield ["carried", line]
  for (const parcel of parcels) {
    if (parcel.stage !== "dispatched") continue
    const { delivered, returned } = parcel.marks
    for (const line of Parcel.contents(parcel)) {
      yield ["shipped", line]
      if (delivered !== undefined) yield ["delivered", line]
      if (returned !== undefined) yield ["returned", line]
      if (delivered !== undefined && returned !== undefined) yield ["sentBack", line]
    }
  }
}

/** What more of each side there is than before, line by line; negative where it is less. */
export const differences = (
  before: ReadonlyMap<string, LineCount>,
  after: ReadonlyMap<string, LineCount>,
  side: keyof LineCount,
): ReadonlyArray<{ readonly lineId: string; readonly units: number }> =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map((lineId) => ({
      lineId,
      units: (after.get(lineId) ?? nothing)[side] - (before.get(lineId) ?? nothing)[side],
    }))
    .filter(({ units }) => units !== 0)
