/**
 * What fulfilment knows of a place: where parcels are sent from, how its shelves stand, and how far a
 * weight may be off. Pure.
 *
 * @module
 */
import { Schema } from "effect"

import { Address } from "../../kernel/Address.ts"
import * as Calendar from "../../kernel/Calendar.ts"
import * as CommandHeader from "../../kernel/CommandHeader.ts"
import * as Id from "../../kernel/Id.ts"
import * as Weight from "../parcels/Weight.ts"
import * as PickWalk from "./PickWalk.ts"

/** What fulfilment knows of a place. */
export const Site = Schema.Struct({
  place: Id.PlaceId,
  /** What stands on parcels as their sender; as the profile of the place says it to routing unless said. */
  sender: Schema.optionalKey(Address),
  /** Where its days are counted; as the profile of the place says it unless said. */
  zone: Schema.optionalKey(Calendar.Zone),
  /** As {@link tolerance} unless said. */
  tolerance: Schema.optionalKey(Weight.Tolerance),
  /** Absent where nobody wants pick lists. */
  layout: Schema.optionalKey(PickWalk.Layout),
})
/** What fulfilment knows of a place. */
export type Site = typeof Site.Type

/** How far a parcel may be from its expected weight, where a place says nothing else. */
export const tolerance: Weight.Tolerance = { grams: 20, basisPoints: 200 }

/** Where an item lies at a place. */
export const PickFace = Schema.Struct({
  place: Id.PlaceId,
  sku: Id.Sku,
  location: PickWalk.ShelfLocation,
})
/** Where an item lies at a place. */
export type PickFace = typeof PickFace.Type

/**
 * A command on what is known of places.
 *
 * - `SetSite`: what is known of a place, as a whole.
 * - `SetPickFaces`: where items lie at a place; those that are not named stay where they are.
 */
export const SiteCommand = Schema.TaggedUnion({
  SetSite: { ...CommandHeader.fields, ...Site.fields },
  SetPickFaces: {
    ...CommandHeader.fields,
    place: Id.PlaceId,
    faces: Schema.NonEmptyArray(Schema.Struct({ sku: Id.Sku, location: PickWalk.ShelfLocation })),
  },
})
/** A command on what is known of places. */
export type SiteCommand = typeof SiteCommand.Type

/** An event of what is known of places; the address of the sender stands on the record only. */
export const SiteEvent = Schema.TaggedUnion({
  SiteSet: { place: Id.PlaceId },
  PickFacesSet: { place: Id.PlaceId, skus: Schema.Array(Id.Sku) },
})
/** An event of what is known of places. */
export type SiteEvent = typeof SiteEvent.Type
