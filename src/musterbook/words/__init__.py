"""Words: the only home of sentences for users; every floor below carries rules and values, and this one says them."""
