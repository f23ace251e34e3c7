/** Fields of a file: what its columns hold, and the one form in which their values are compared. */
import { Result } from "effect"
import {
  Accents,
  BirthDate,
  Email,
  type FieldType,
  Mask,
  NationalId,
  PersonName,
  Phone,
  PostalParts,
  type Reading,
} from "entrepot/customers"

type Type = FieldType.FieldType

/** Words that people have for types; letters count, but for case, and digits at the end do not. */
const words: Readonly<Record<Type, string>> = {
  givenName: "givenname firstname forename first given fname",
  surname: "surname lastname familyname last family lname",
  fullName: "fullname name person customer restaurant company",
  birthDate: "birthdate dateofbirth dob birthday birth date",
  phone: "phone telephone mobile tel phonenumber",
  email: "email emailaddress mail",
  identifier: "identifier nationalid id ssn socialsecurity socsecid idnumber taxid passport isbn",
  token: "token account accountid device openid unionid",
  houseNumber: "housenumber streetnumber house",
  street: "street address addressline streetaddress addr road",
  locality: "locality city town suburb place birthplace",
  postcode: "postcode zip zipcode postalcode plz",
  region: "region state province county country",
  category: "category gender sex class kind",
  number: "number age year price length",
  text: "text title description comment occupation authors author venue",
}

const byWord = new Map(
  Object.entries(words).flatMap(([type, all]) => all.split(" ").map((word) => [word, type])),
)

const isType = (name: string | undefined): name is Type => name !== undefined && name in words

/** The type that a mapping's key names, such as `birth date`, `postcode` or `address 2`. */
export const typeOf = (key: string): Type | undefined => {
  const found = byWord.get(key.toLowerCase().replace(/[^a-z]/g, ""))
  return isType(found) ? found : undefined
}

/** The types and the words for them, a line each. */
export const help = (): string =>
  Object.entries(words)
    .map(([type, all]) => `  ${type.padEnd(12)} ${all}`)
    .join("\n")

/** What files write where they know nothing. */
const nothing = new Set(["", "-", "?", "na", "n/a", "nan", "nil", "none", "null", "unknown"])

/** A value as it is compared, and why the evidence room would not compare it. */
interface Read {
  /** Empty where nothing is known, or where it stands for nobody. */
  readonly text: string
  readonly because?: Reading.Because
}

/**
 * A value as the evidence room reads it. What the room cannot read is compared as it is written: the
 * slips of a file are to be found too.
 */
export const read = (type: Type, raw: string, country: string | undefined): Read => {
  const text = raw.normalize("NFKC").replace(/\s+/g, " ").trim()
  if (nothing.has(text.toLowerCase())) return { text: "" }
  const reading = byRoom(type, text, country)
  if (Result.isSuccess(reading)) return { text: reading.success }
  const because = reading.failure
  if (because === "blank") return { text: "" }
  const isLegible = because !== "malformed" && because !== "countryUnknown"
  return { text: isLegible ? "" : asWritten(type, text, country), because }
}

/** A year that is still to come is a slip, too. */
const endOfTime = Date.UTC(9999, 0, 1)

/** As evidence of the kind is read: accents stay, for the comparison to fold. */
const byRoom = (type: Type, text: string, country: string | undefined): Reading.Reading => {
  switch (type) {
    case "givenName":
      return PersonName.readGiven(text)
    case "surname":
    // It may be that of a company: one word is all of it.
    case "fullName":
      return PersonName.readSurname(text)
    case "birthDate":
      return BirthDate.read(text, endOfTime)
    case "phone":
      return Phone.read(text, country)
    case "email":
      return Email.read(text)
    case "identifier":
      return NationalId.read(text, country)
    case "street":
      return PostalParts.readLine(text)
    case "locality":
      return PostalParts.readCity(text)
    case "postcode":
      return PostalParts.readPostcode(text, country)
    default:
      return Result.succeed(asWritten(type, text, country))
  }
}

const asWritten = (type: Type, text: string, country: string | undefined): string => {
  const small = Mask.normalise(text).toLowerCase()
  const solid = small.replace(/[^\p{L}\p{N}*]/gu, "")
  switch (type) {
    case "birthDate":
      return dated(small)
    case "phone":
      return solid
    case "identifier":
      // In the form of its country, so that a slip is one character.
      return (country === undefined ? "" : `${country}:`) + solid.toUpperCase()
    case "email":
    case "number":
      return small.replaceAll(" ", "")
    case "token":
      return text
    default:
      return Accents.strip(small)
        .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
        .trim()
  }
}

/**
 * Of what is no date for the room: a slip in the form of others, so that it is one character; and a date
 * whose year stands last, the day before the month unless it cannot be.
 */
const dated = (text: string): string => {
  const first = /^(\d{4})[-/. ]?(\d{2})[-/. ]?(\d{2})(?!\d)/.exec(text)
  if (first !== null) return first.slice(1).join("-")
  const last = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/.exec(text)
  if (last === null) return text.replace(/[^\p{L}\p{N}]/gu, "")
  const [, one = "", other = "", year = ""] = last
  const [day, month] = Number(other) > 12 ? [other, one] : [one, other]
  return [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-")
}
