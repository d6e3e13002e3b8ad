"""The whole directory as one spreadsheet, in and out in the same columns.

What an import may do, and never does silently:
- a blank cell leaves what is recorded; a row that is not there changes nothing;
- an institution is known by region and name, an office by its title in it, a term by office, name and first day;
- a term ends only where the file says so: in the row of its holder (`sampai`), or in the row of the successor, which
  names the one it replaces (`menggantikan`); the old term then ends the day before the new one's `sejak`;
- an end or a basis that is recorded stays; a row that says another one is refused.
"""
