/** The floor of both warehouses: where items lie, and how far a picker walks for some of them. */
import { Result } from "effect"
import { PickWalk } from "entrepot/fulfilment"

import { items } from "./goods.ts"

/** Three aisles of nine bays. */
export const layout: PickWalk.Layout = {
  aisles: 3,
  bays: 9,
  bayLengthMm: 1_200,
  aislePitchMm: 3_500,
  depotAisle: 1,
}

/** Where items lie: what sells best lies nearest. */
export const faces = items.map(({ sku }, at) => ({
  sku,
  location: { aisle: (at % layout.aisles) + 1, bay: Math.floor(at / layout.aisles) + 1, level: 1 },
}))

/** How far it is to some items and back, in millimetres. */
export const walkTo = (skus: ReadonlySet<string>): number => {
  const locations = faces.filter(({ sku }) => skus.has(sku)).map(({ location }) => location)
  return Result.getOrThrow(PickWalk.sShape(layout, locations)).distanceMm
}
