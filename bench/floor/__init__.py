"""The floor: what plain Django costs for the same rows, without sign-in, permission, or anything the product promises."""
