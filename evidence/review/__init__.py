"""Which codings a person should look at next, the spreadsheet on which she decides, and what her decisions tell."""
