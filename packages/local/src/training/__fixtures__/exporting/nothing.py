print("nothing to save")
