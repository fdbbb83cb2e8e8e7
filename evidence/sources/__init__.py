"""Raw files in; cases, documents, respondents and answers out, and a row of `dropped` for all that was left out."""
