/** Parcels, shipments and a rate table to try things on. */
import { Schema } from "effect"
import { Result } from "effect"
import { type Parcel, type RateTable, RateTableCheck, type Shipment } from "entrepot/couriers"
import { Money } from "entrepot/kernel"

export const eur = (amount: string): Money.Money => Money.of(amount, "EUR")

export const berlin = {
  name: "Entrepot",
  lines: ["Dock 1"],
  city: "Berlin",
  postcode: "10115",
  country: "DE",
} as const

export const ada = {
  name: "Ada",
  lines: ["Elm St 5"],
  city: "Bonn",
  postcode: "53111",
  country: "DE",
} as const

/** Two kilograms in six litres. */
export const parcelOf = (change: Partial<Parcel.Parcel> = {}): Parcel.Parcel => ({
  weightGrams: 2_000,
  lengthMm: 300,
  widthMm: 200,
  heightMm: 100,
  battery: "none",
  contents: "Mugs",
  ...change,
})

export const shipmentOf = (
  change: Partial<Shipment.Shipment> = {},
  parcel: Partial<Parcel.Parcel> = {},
): Shipment.Shipment => ({
  from: berlin,
  to: { _tag: "Door", address: ada },
  parcel: parcelOf(parcel),
  shipOn: "2026-11-23",
  ...change,
})

export const toPostcode = (postcode: string, country = "DE"): Shipment.Destination => ({
  _tag: "Door",
  address: { ...ada, postcode, country },
})

export const requestOf = (
  reference: string,
  shipment: Shipment.Shipment = shipmentOf(),
  service = "parcel",
): Shipment.LabelRequest => ({ reference, service, shipment })

type Json = Schema.MutableJson

const step = (overGrams: number, uptoGrams: number, price: string): Json => ({
  overGrams,
  uptoGrams,
  price,
})

/** A table with three zones and every kind of surcharge, as JSON to be changed. */
export const tableJson = () => ({
  id: "post-2026",
  currency: "EUR",
  rounding: "halfUp",
  validFrom: "2026-01-01",
  validUntil: "2026-12-31",
  origins: [{ country: "DE" }],
  zones: [
    { zone: "home", areas: [{ country: "DE" }] },
    { zone: "islands", areas: [{ country: "DE", postcodes: [{ from: "18565", to: "18565" }] }] },
    { zone: "near", areas: [{ country: "AT" }, { country: "NL" }] },
  ],
  notServed: [{ country: "DE", postcodes: [{ from: "274", to: "274" }] }] as Array<Json>,
  services: [
    {
      service: "parcel",
      limits: {
        weightGrams: 31_500,
        lengthMm: 1_200,
        lengthPlusGirthMm: 3_600,
        declaredValue: { currency: "EUR", amount: "500.00" },
        collect: { currency: "EUR", amount: "300.00" },
        batteries: ["UN3481"],
        deliversTo: ["Door", "PickUp"],
      },
      mm3PerGram: 5_000,
      billedStepGrams: 500,
      limitBilledGrams: 40_000,
      rates: [
        {
          zone: "home",
          steps: [step(0, 2_000, "4.99"), step(2_000, 5_000, "6.99"), step(5_000, 40_000, "10.49")],
          transitDays: 2,
        },
        {
          zone: "near",
          steps: [step(0, 5_000, "13.99")],
          beyond: { overGrams: 5_000, perGrams: 1_000, price: "1.10" },
          transitDays: 4,
        },
      ],
      without: ["islands"],
      surcharges: [
        { _tag: "Percent", name: "fuel", percent: "12.5", of: "carriage" },
        {
          _tag: "Remote",
          name: "mountains",
          amount: "3.00",
          areas: [{ country: "AT", postcodes: [{ from: "6", to: "6" }] }],
        },
        { _tag: "Collection", name: "collection", amount: "2.50", percent: "1" },
        { _tag: "Oversize", name: "oversize", amount: "20.00", overLengthMm: 1_000 },
        { _tag: "LithiumBattery", name: "lithium", amount: "1.00", batteries: ["UN3481"] },
        { _tag: "Percent", name: "toll", percent: "1", of: "subtotal" },
      ],
    },
  ],
})

export const table: RateTable.RateTable = Result.getOrThrow(RateTableCheck.parse(tableJson()))
