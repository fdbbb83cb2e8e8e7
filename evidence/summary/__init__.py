"""What an evidence base says, in sentences made from its tables: each number with its base, each limit beside it.

What a notebook says first is written here, so that it is true of any project: nothing that the data could change is typed.
"""
