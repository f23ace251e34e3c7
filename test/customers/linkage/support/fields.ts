/** Fields of a file: what its columns hold, and the one form in which their values are compared. */
import type { FieldType } from "entrepot/customers"

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

/** A value in the form in which its type is compared; empty where nothing is known. */
export const normalised = (type: Type, raw: string): string => {
  const text = raw
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim()
  if (nothing.has(text)) return ""
  switch (type) {
    case "birthDate":
      return dated(text)
    case "phone":
    case "postcode":
    case "identifier":
      return text.replace(/[^\p{L}\p{N}*]/gu, "")
    case "email":
    case "token":
    case "number":
      return text.replaceAll(" ", "")
    default:
      return text.replace(/[^\p{L}\p{N}]+/gu, " ").trim()
  }
}

/** Year first, as digits; where it stands last, the day is before the month unless it cannot be. */
const dated = (text: string): string => {
  const first = /^(\d{4})[-/. ]?(\d{2})[-/. ]?(\d{2})(?!\d)/.exec(text)
  if (first !== null) return first.slice(1).join("")
  const last = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/.exec(text)
  if (last === null) return text.replace(/[^\p{L}\p{N}]/gu, "")
  const [, one = "", other = "", year = ""] = last
  const [day, month] = Number(other) > 12 ? [other, one] : [one, other]
  return year + month.padStart(2, "0") + day.padStart(2, "0")
}
