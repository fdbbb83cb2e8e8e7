"""From case studies and survey feedback to an evidence base whose every claim leads to the words in the file."""
