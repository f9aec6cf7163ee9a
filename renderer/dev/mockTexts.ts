// The mock library's documents: real-looking texts to search, ask and open. Development only.

export const LEASE_CLAUSES: readonly (readonly [string, string])[] = [
  ['1 The flat', 'The flat is on the second floor, left, with three rooms, kitchen, bathroom and a cellar compartment marked 12-L. It has 78 square metres. The tenant receives four keys.'],
  ['2 Term', 'The lease begins on 1 April 2024. The lease ends on 31 March 2027. It is extended by one year unless one side gives notice.'],
  ['3 Notice', 'The notice period is three months to the end of a month. Notice must be given in writing; e-mail is not enough.'],
  ['4 Rent and costs', 'The monthly rent is 950 euros, due on the third working day of each month. The monthly advance for heating and water is 140 euros. The landlord settles these costs once a year, by 30 September.'],
  ['5 Deposit', 'The deposit is 2,850 euros, three monthly rents without costs. It may be paid in three equal instalments. The landlord keeps it in a separate account and returns it with interest within six months after the flat is handed back.'],
  ['6 Pets', 'Small animals such as birds and hamsters need no permission. A dog or a cat may be kept after the landlord has agreed in writing.'],
  ['7 Repairs', 'Small repairs up to 100 euros each are paid by the tenant, up to 300 euros a year in all. Everything else is repaired by the landlord. Damage must be reported within three days.'],
];

export const ADDENDUM = `Addendum to the lease, Elm Street 12

§ 3a Notice in the first year

In deviation from section 3, the notice period during the first year of the lease is four months. From 1 April 2025 on, the notice period of three months applies again.

§ 4a Rent

The monthly rent rises to 985 euros on 1 April 2026. The advance for heating and water stays as it is.`;

export const ALLOTMENT = `Rules of the allotment society

Quiet hours
Between one and three in the afternoon, and on Sundays all day, no motor tools may be used.

Water
Water is turned on in the last week of March and off in the first week of November. Each plot pays 2.10 euros per cubic metre.

Bonfires
Open fires are not allowed. Garden waste goes to the shared compost.`;

export const BILLS = `month,kilowatt_hours,euros,paid_on
2025-01,312,118.56,2025-02-03
2025-02,287,109.06,2025-03-03
2025-03,264,100.32,2025-04-02
2025-04,221,83.98,2025-05-05
2025-05,198,75.24,2025-06-03
2025-06,176,66.88,2025-07-02
2025-07,171,64.98,2025-08-04`;

export const BACKUP = `"""Copies new photos to the second disk and keeps three generations."""
import shutil
from pathlib import Path

SOURCE = Path.home() / "Pictures"
TARGET = Path("/mnt/second/photos")
KEEP = 3


def rotate(target: Path, keep: int = KEEP) -> None:
    """The oldest generation goes first."""
    generations = sorted(target.glob("20*"))
    for old in generations[:-keep]:
        shutil.rmtree(old)


if __name__ == "__main__":
    rotate(TARGET)`;

export const NOTES = `# Notes 2024

## Heating

The boiler was serviced on 14 October 2024. The technician said the pressure should stay between 1.2 and 1.8 bar. Next service: October 2025.

## Tax

The tax return for 2023 was sent on 30 May 2024. The refund of 412 euros came on 2 August.`;

/** Long enough to need several windows of text. */
export function boilerManual(): string {
  const parts = ['Boiler manual, model HX-24\n'];
  for (let chapter = 1; chapter <= 160; chapter += 1) {
    parts.push(`\nChapter ${chapter}. Adjustment ${chapter}`);
    parts.push(`Turn valve ${chapter} clockwise until the display shows the value of table ${chapter}. Wait until the reading is steady for ten seconds. If it is not, open the vent and begin again. Write the value into the service record together with the date and your name, so that the next technician can compare.`);
    if (chapter === 90) {
      parts.push('Water pressure. The pressure of a cold system should be between 1.2 and 1.8 bar. Below 0.8 bar the boiler locks itself and shows F22. Refill with cold water through the blue tap, slowly, until the needle is in the green field.');
    }
    parts.push('Do not touch the burner while it is hot. Keep the room aired. The seal may only be opened by trained staff, who must close it again and note its number. Spare parts are listed at the end of this manual with their numbers and the page on which they are described.');
  }
  return parts.join('\n');
}
