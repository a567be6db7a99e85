"""The outside world in a box: a wallet with its own book, a mailbox and a listening lender.

It knows nothing of the service it stands beside. It runs as its own process with its own
files, so that what it says happened can be held against what the service believes.
"""
