console.log("prepare")
